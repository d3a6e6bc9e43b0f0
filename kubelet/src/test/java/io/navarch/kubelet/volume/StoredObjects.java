package io.navarch.kubelet.volume;

import io.navarch.kubelet.NodeObjects;
import io.navarch.model.core.v1.ConfigMap;
import io.navarch.model.core.v1.Secret;
import io.navarch.model.core.v1.Service;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** ConfigMaps and Secrets in a test's hand. */
final class StoredObjects implements NodeObjects {
    final Map<String, ConfigMap> configMaps = new HashMap<>();
    final Map<String, Secret> secrets = new HashMap<>();

    void configMap(String name, Map<String, String> data) {
        configMaps.put("default/" + name, ConfigMap.EMPTY.withData(data));
    }

    @Override
    public Optional<ConfigMap> configMap(String namespace, String name) {
        return Optional.ofNullable(configMaps.get(namespace + "/" + name));
    }

    @Override
    public Optional<Secret> secret(String namespace, String name) {
        return Optional.ofNullable(secrets.get(namespace + "/" + name));
    }

    @Override
    public Collection<Service> services() {
        return List.of();
    }
}
