package io.navarch.scheduler;

import io.navarch.client.informer.Lister;
import io.navarch.model.KubeObject;
import io.navarch.model.core.v1.Namespace;
import io.navarch.model.selector.LabelSelector;
import io.navarch.scheduler.state.Namespaces;
import java.util.Collection;
import java.util.Map;

/** Namespaces as the cache has them. Thread-safe. */
final class NamespaceLabels implements Namespaces {
    private final Lister<Namespace> namespaces;

    NamespaceLabels(Lister<Namespace> namespaces) {
        this.namespaces = namespaces;
    }

    @Override
    public Map<String, String> labels(String name) {
        return namespaces
                .find("", name)
                .map(namespace -> namespace.metadata().labels())
                .orElse(Map.of());
    }

    @Override
    public Collection<String> matching(LabelSelector selector) {
        return namespaces.all().stream()
                .filter(namespace -> selector.matches(namespace.metadata().labels()))
                .map(KubeObject::name)
                .toList();
    }
}
