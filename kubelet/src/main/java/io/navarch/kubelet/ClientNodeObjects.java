package io.navarch.kubelet;

import io.navarch.client.KubeClient;
import io.navarch.client.informer.Lister;
import io.navarch.model.core.v1.ConfigMap;
import io.navarch.model.core.v1.Secret;
import io.navarch.model.core.v1.Service;
import java.util.Collection;
import java.util.Optional;

/** Reads what pods refer to from the API: services from the shared cache, the rest one by one when it is needed. */
public record ClientNodeObjects(KubeClient client, Lister<Service> serviceLister) implements NodeObjects {
    @Override
    public Optional<ConfigMap> configMap(String namespace, String name) {
        return client.of(ConfigMap.KIND, namespace).find(name);
    }

    @Override
    public Optional<Secret> secret(String namespace, String name) {
        return client.of(Secret.KIND, namespace).find(name);
    }

    @Override
    public Collection<Service> services() {
        return serviceLister.all();
    }
}
