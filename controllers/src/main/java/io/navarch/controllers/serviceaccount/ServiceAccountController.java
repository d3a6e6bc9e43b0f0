package io.navarch.controllers.serviceaccount;

import io.navarch.client.KubeClient;
import io.navarch.client.informer.Lister;
import io.navarch.controllers.Controller;
import io.navarch.controllers.ControllerContext;
import io.navarch.model.ObjectKey;
import io.navarch.model.core.v1.Namespace;
import io.navarch.model.core.v1.ServiceAccount;
import io.navarch.model.status.ApiException;
import io.navarch.runtime.queue.Next;
import io.navarch.runtime.queue.ReconcileLoop;

/** Makes sure that every active namespace has the service account {@code default}. */
public final class ServiceAccountController implements Controller {
    private static final String DEFAULT = "default";

    private final KubeClient client;
    private final Lister<Namespace> namespaces;
    private final Lister<ServiceAccount> accounts;
    private final ReconcileLoop<ObjectKey> loop;

    public ServiceAccountController(ControllerContext context) {
        client = context.client(name());
        var namespaceInformer = context.informers().of(Namespace.KIND);
        var accountInformer = context.informers().of(ServiceAccount.KIND);
        namespaces = namespaceInformer.lister();
        accounts = accountInformer.lister();
        loop = new ReconcileLoop<>(name(), context.clock(), this::reconcile);
        namespaceInformer.onChange((before, after) -> {
            if (after != null) {
                loop.queue().add(after.key());
            }
        });
        accountInformer.onChange((before, after) -> {
            if (before != null && after == null && before.name().equals(DEFAULT)) {
                loop.queue().add(new ObjectKey("", before.namespace()));
            }
        });
    }

    private Next reconcile(ObjectKey key) {
        var namespace = namespaces.find(key);
        if (namespace.isEmpty()
                || namespace.get().metadata().hasDeletionTimestamp()
                || accounts.find(key.name(), DEFAULT).isPresent()) {
            return Next.done();
        }
        try {
            client.of(ServiceAccount.KIND, key.name())
                    .create(ServiceAccount.EMPTY.withMetadata(
                            meta -> meta.withName(DEFAULT).withNamespace(key.name())));
        } catch (ApiException e) {
            if (!e.isAlreadyExists()
                    && !e.isNotFound()
                    && !String.valueOf(e.getMessage()).contains("because it is being terminated")) {
                throw e;
            }
        }
        return Next.done();
    }

    @Override
    public String name() {
        return "service-account-controller";
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
