package io.navarch.kubelet.volume;

import io.navarch.client.KubeClient;
import io.navarch.model.Timestamps;
import io.navarch.model.authentication.v1.BoundObjectReference;
import io.navarch.model.authentication.v1.TokenRequest;
import io.navarch.model.authentication.v1.TokenRequestSpec;
import io.navarch.model.core.v1.ServiceAccount;
import io.navarch.model.status.ApiException;
import io.navarch.runtime.Clock;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Tokens from the API server's TokenRequest, kept until four fifths of their life, or a day, is over. Thread-safe. */
public final class ApiTokens implements ServiceAccountTokenSource {
    private static final Duration OLDEST = Duration.ofHours(24);

    private final KubeClient client;
    private final Clock clock;
    private final Map<Wanted, Held> held = new ConcurrentHashMap<>();

    private record Wanted(
            String namespace,
            String serviceAccount,
            String podName,
            String podUid,
            List<String> audiences,
            long expirationSeconds) {}

    private record Held(String token, Instant issued, Instant expires) {
        boolean fresh(Instant now) {
            var life = Duration.between(issued, expires);
            return now.isBefore(expires.minus(life.dividedBy(5))) && now.isBefore(issued.plus(OLDEST));
        }
    }

    public ApiTokens(KubeClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    @Override
    public String token(
            String namespace,
            String serviceAccount,
            String podName,
            String podUid,
            List<String> audiences,
            long expirationSeconds) {
        var wanted = new Wanted(namespace, serviceAccount, podName, podUid, List.copyOf(audiences), expirationSeconds);
        var before = held.get(wanted);
        if (before != null && before.fresh(clock.now())) {
            return before.token();
        }
        try {
            var now = request(wanted);
            held.put(wanted, now);
            return now.token();
        } catch (ApiException | UncheckedIOException e) {
            // One that must be renewed soon still serves.
            if (before != null && clock.now().isBefore(before.expires())) {
                return before.token();
            }
            throw e;
        }
    }

    private Held request(Wanted wanted) {
        var issued = clock.now();
        var body = TokenRequest.EMPTY
                .withApiVersion("authentication.k8s.io/v1")
                .withKind("TokenRequest")
                .withSpec(TokenRequestSpec.EMPTY
                        .withAudiences(wanted.audiences())
                        .withExpirationSeconds(wanted.expirationSeconds())
                        .withBoundObjectRef(BoundObjectReference.EMPTY
                                .withApiVersion("v1")
                                .withKind("Pod")
                                .withName(wanted.podName())
                                .withUid(wanted.podUid())));
        var answer = new TokenRequest(client.of(ServiceAccount.KIND, wanted.namespace())
                .post(wanted.serviceAccount(), "token", body.tree(), TokenRequest.TYPE));
        var expires = Timestamps.instant(answer.status().expirationTimestamp());
        return new Held(
                answer.status().token(),
                issued,
                expires == null ? issued.plusSeconds(wanted.expirationSeconds()) : expires);
    }

    @Override
    public void forget(String podUid) {
        held.keySet().removeIf(wanted -> wanted.podUid().equals(podUid));
    }
}
