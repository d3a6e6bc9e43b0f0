package io.navarch.apiserver.admission;

import io.navarch.apiserver.registry.AdmissionRequest;
import io.navarch.apiserver.registry.ObjectStores;
import io.navarch.model.networking.v1.Ingress;
import io.navarch.model.tree.Struct;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An ingress that names no class gets the default one, if there is one. */
final class DefaultIngressClassPlugin implements AdmissionPlugin {
    private static final String CLASS_ANNOTATION = "kubernetes.io/ingress.class";
    private static final List<String> IS_DEFAULT = List.of("ingressclass.kubernetes.io/is-default-class");

    private final ObjectStores stores;

    DefaultIngressClassPlugin(ObjectStores stores) {
        this.stores = stores;
    }

    @Override
    public String name() {
        return "DefaultIngressClass";
    }

    @Override
    public @Nullable Struct mutate(AdmissionRequest request, Consumer<String> warnings) {
        if (!AdmissionPlugin.creates(request, "ingresses.networking.k8s.io")
                || !(request.object() instanceof Struct tree)) {
            return request.object();
        }
        var ingress = new Ingress(tree);
        if (ingress.spec().hasIngressClassName()
                || ingress.metadata().annotations().containsKey(CLASS_ANNOTATION)) {
            return tree;
        }
        return DefaultClass.of(stores.of("networking.k8s.io", "ingressclasses"), IS_DEFAULT)
                .map(name -> ingress.withSpec(ingress.spec().withIngressClassName(name))
                        .tree())
                .orElse(tree);
    }
}
