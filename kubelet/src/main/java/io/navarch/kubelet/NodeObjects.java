package io.navarch.kubelet;

import io.navarch.model.core.v1.ConfigMap;
import io.navarch.model.core.v1.Secret;
import io.navarch.model.core.v1.Service;
import java.util.Collection;
import java.util.Optional;

/** The objects of the API that pods on this node refer to, read under the node's identity. Thread-safe; may block. */
public interface NodeObjects {
    Optional<ConfigMap> configMap(String namespace, String name);

    Optional<Secret> secret(String namespace, String name);

    /** All services, as far as they are known. */
    Collection<Service> services();
}
