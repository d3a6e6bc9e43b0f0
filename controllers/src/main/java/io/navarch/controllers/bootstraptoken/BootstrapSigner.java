package io.navarch.controllers.bootstraptoken;

import io.navarch.client.KubeClient;
import io.navarch.client.ListOptions;
import io.navarch.client.informer.Lister;
import io.navarch.controllers.Controller;
import io.navarch.controllers.ControllerContext;
import io.navarch.model.core.v1.ConfigMap;
import io.navarch.model.core.v1.Secret;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.Dict;
import io.navarch.runtime.Clock;
import io.navarch.runtime.queue.Next;
import io.navarch.runtime.queue.ReconcileLoop;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Keeps {@code cluster-info} signed by each bootstrap token that is for signing (detached JWS, HS256, RFC 7515). */
public final class BootstrapSigner implements Controller {
    private static final String NAMESPACE = "kube-public";
    private static final String CONFIG_MAP = "cluster-info";
    private static final String KUBECONFIG = "kubeconfig";
    private static final String SIGNATURE = "jws-kubeconfig-";
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private enum Task {
        SIGN
    }

    private final KubeClient client;
    private final Lister<Secret> secrets;
    private final Lister<ConfigMap> configMaps;
    private final Clock clock;
    private final ReconcileLoop<Task> loop;

    public BootstrapSigner(ControllerContext context) {
        client = context.client("bootstrap-signer");
        clock = context.clock();
        var secretInformer = context.informers().of(Secret.KIND, BootstrapToken.ALL);
        var mapInformer = context.informers()
                .of(
                        ConfigMap.KIND,
                        ListOptions.ALL.withFields("metadata.namespace=" + NAMESPACE + ",metadata.name=" + CONFIG_MAP));
        secrets = secretInformer.lister();
        configMaps = mapInformer.lister();
        loop = new ReconcileLoop<>(name(), clock, task -> sign());
        secretInformer.onChange((before, after) -> loop.queue().add(Task.SIGN));
        mapInformer.onChange((before, after) -> loop.queue().add(Task.SIGN));
    }

    private Next sign() {
        var found = configMaps.find(NAMESPACE, CONFIG_MAP);
        var content = found.map(map -> map.data().getOrDefault(KUBECONFIG, "")).orElse("");
        if (found.isEmpty() || content.isEmpty()) {
            return Next.done();
        }
        var data = new HashMap<>(found.get().data());
        data.keySet().removeIf(key -> key.startsWith(SIGNATURE));
        for (var secret : secrets.all()) {
            BootstrapToken.of(secret)
                    .filter(token -> token.signs() && !token.over(clock.now()))
                    .ifPresent(token -> data.put(SIGNATURE + token.id(), signature(content, token)));
        }
        if (data.equals(found.get().data())) {
            return Next.done();
        }
        try {
            client.of(ConfigMap.KIND).update(found.get().withData(Dict.of(data).typed()));
            return Next.done();
        } catch (ApiException e) {
            if (e.isConflict()) {
                return Next.retry();
            }
            throw e;
        }
    }

    private static String signature(String content, BootstrapToken token) {
        var header = encoded("{\"alg\":\"HS256\",\"kid\":\"" + token.id() + "\"}");
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(token.secret().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            var signed = mac.doFinal((header + "." + encoded(content)).getBytes(StandardCharsets.US_ASCII));
            return header + ".." + BASE64.encodeToString(signed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has HmacSHA256", e);
        }
    }

    private static String encoded(String text) {
        return BASE64.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String name() {
        return "bootstrap-signer-controller";
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
