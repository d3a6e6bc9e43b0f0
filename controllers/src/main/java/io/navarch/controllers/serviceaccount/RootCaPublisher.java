package io.navarch.controllers.serviceaccount;

import io.navarch.client.KubeClient;
import io.navarch.client.informer.Lister;
import io.navarch.controllers.Controller;
import io.navarch.controllers.ControllerContext;
import io.navarch.model.ObjectKey;
import io.navarch.model.core.v1.ConfigMap;
import io.navarch.model.core.v1.Namespace;
import io.navarch.model.status.ApiException;
import io.navarch.runtime.queue.Next;
import io.navarch.runtime.queue.ReconcileLoop;
import java.util.Map;

/** Puts the certificate by which pods know the API server into every namespace, as ConfigMap {@code kube-root-ca.crt}. */
public final class RootCaPublisher implements Controller {
    private static final String NAME = "kube-root-ca.crt";
    private static final String KEY = "ca.crt";
    private static final Map<String, String> DESCRIPTION = Map.of(
            "kubernetes.io/description",
            "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the"
                    + " internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of"
                    + " Kubernetes clusters.");

    private final KubeClient client;
    private final Lister<Namespace> namespaces;
    private final Lister<ConfigMap> configMaps;
    private final String certificate;
    private final ReconcileLoop<ObjectKey> loop;

    /** @param certificate the CA certificate, PEM */
    public RootCaPublisher(ControllerContext context, String certificate) {
        this.certificate = certificate;
        client = context.client(name());
        var namespaceInformer = context.informers().of(Namespace.KIND);
        var configMapInformer = context.informers().of(ConfigMap.KIND);
        namespaces = namespaceInformer.lister();
        configMaps = configMapInformer.lister();
        loop = new ReconcileLoop<>(name(), context.clock(), this::reconcile);
        namespaceInformer.onChange((before, after) -> {
            if (after != null) {
                loop.queue().add(after.key());
            }
        });
        configMapInformer.onChange((before, after) -> {
            if (before != null && before.name().equals(NAME)) {
                loop.queue().add(new ObjectKey("", before.namespace()));
            }
        });
    }

    private Next reconcile(ObjectKey key) {
        var namespace = namespaces.find(key);
        if (namespace.isEmpty() || namespace.get().metadata().hasDeletionTimestamp()) {
            return Next.done();
        }
        var existing = configMaps.find(key.name(), NAME);
        var wanted = Map.of(KEY, certificate);
        var maps = client.of(ConfigMap.KIND, key.name());
        try {
            if (existing.isEmpty()) {
                maps.create(ConfigMap.EMPTY
                        .withMetadata(meta ->
                                meta.withName(NAME).withNamespace(key.name()).withAnnotations(DESCRIPTION))
                        .withData(wanted));
            } else if (!existing.get().data().equals(wanted)) {
                maps.update(existing.get().withData(wanted));
            }
        } catch (ApiException e) {
            if (e.isConflict() || e.isAlreadyExists()) {
                return Next.retry();
            }
            if (!e.isNotFound() && !String.valueOf(e.getMessage()).contains("because it is being terminated")) {
                throw e;
            }
        }
        return Next.done();
    }

    @Override
    public String name() {
        return "root-ca-cert-publisher";
    }

    @Override
    public void start() {
        loop.start(1);
    }

    @Override
    public void close() {
        loop.close();
    }
}
