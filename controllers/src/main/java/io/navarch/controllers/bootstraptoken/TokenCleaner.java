package io.navarch.controllers.bootstraptoken;

import io.navarch.client.DeleteOptions;
import io.navarch.client.KubeClient;
import io.navarch.client.informer.Lister;
import io.navarch.controllers.Controller;
import io.navarch.controllers.ControllerContext;
import io.navarch.model.ObjectKey;
import io.navarch.model.core.v1.Secret;
import io.navarch.runtime.Clock;
import io.navarch.runtime.queue.Next;
import io.navarch.runtime.queue.ReconcileLoop;
import java.time.Duration;

/** Deletes bootstrap tokens whose time is over. */
public final class TokenCleaner implements Controller {
    private final KubeClient client;
    private final Lister<Secret> secrets;
    private final Clock clock;
    private final ReconcileLoop<ObjectKey> loop;

    public TokenCleaner(ControllerContext context) {
        client = context.client("token-cleaner");
        clock = context.clock();
        var informer = context.informers().of(Secret.KIND, BootstrapToken.ALL);
        secrets = informer.lister();
        loop = new ReconcileLoop<>(name(), clock, this::reconcile);
        informer.onChange((before, after) -> {
            if (after != null) {
                loop.queue().add(after.key());
            }
        });
    }

    private Next reconcile(ObjectKey key) {
        var secret = secrets.find(key);
        var end = secret.flatMap(BootstrapToken::expires);
        if (secret.isEmpty() || end.isEmpty()) {
            return Next.done();
        }
        var left = Duration.between(clock.now(), end.get());
        if (left.isPositive()) {
            return Next.after(left);
        }
        client.of(Secret.KIND, key.namespace())
                .deleteIfPresent(
                        key.name(), DeleteOptions.DEFAULT.withUid(secret.get().uid()));
        return Next.done();
    }

    @Override
    public String name() {
        return "token-cleaner-controller";
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
