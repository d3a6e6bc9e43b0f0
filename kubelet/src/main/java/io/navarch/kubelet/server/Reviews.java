package io.navarch.kubelet.server;

import io.navarch.client.KubeClient;
import io.navarch.model.authentication.v1.TokenReview;
import io.navarch.model.authorization.v1.ResourceAttributes;
import io.navarch.model.authorization.v1.SubjectAccessReview;
import io.navarch.model.status.ApiException;
import io.navarch.runtime.Clock;
import java.io.UncheckedIOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the API server judge tokens and rights (TokenReview, SubjectAccessReview), and remembers its answers for as long as
 * upstream does. Members of {@code system:masters} may do everything. Thread-safe.
 */
public final class Reviews implements Authenticator, Authorizer {
    private static final Logger LOG = LoggerFactory.getLogger(Reviews.class);
    private static final Duration TOKEN_LIFE = Duration.ofMinutes(2);
    private static final Duration ALLOWED_LIFE = Duration.ofMinutes(5);
    private static final Duration REFUSED_LIFE = Duration.ofSeconds(30);
    private static final int REMEMBERED = 4096;

    private final KubeClient client;
    private final String nodeName;
    private final Clock clock;
    private final Map<String, Known<Optional<Caller>>> callers = new ConcurrentHashMap<>();
    private final Map<Question, Known<Boolean>> rights = new ConcurrentHashMap<>();

    private record Known<T>(T answer, Instant until) {}

    private record Question(Caller caller, String verb, String subresource) {}

    public Reviews(KubeClient client, String nodeName, Clock clock) {
        this.client = client;
        this.nodeName = nodeName;
        this.clock = clock;
    }

    @Override
    public Optional<Caller> authenticate(List<X509Certificate> certificates, String token) {
        if (token.isEmpty()) {
            return Optional.empty();
        }
        var known = callers.get(token);
        if (known != null && clock.now().isBefore(known.until())) {
            return known.answer();
        }
        try {
            var answer = client.of(TokenReview.KIND)
                    .create(TokenReview.EMPTY.withSpec(spec -> spec.withToken(token)))
                    .status();
            Optional<Caller> caller = answer.authenticated()
                    ? Optional.of(new Caller(
                            answer.user().username(),
                            answer.user().uid(),
                            answer.user().groups(),
                            answer.user().extra()))
                    : Optional.empty();
            keep(callers, token, caller, TOKEN_LIFE);
            return caller;
        } catch (ApiException | UncheckedIOException e) {
            LOG.warn("cannot have a token reviewed: {}", e.toString());
            return Optional.empty();
        }
    }

    private <K, T> void keep(Map<K, Known<T>> map, K key, T answer, Duration life) {
        if (map.size() >= REMEMBERED) {
            map.clear();
        }
        map.put(key, new Known<>(answer, clock.now().plus(life)));
    }

    @Override
    public boolean allows(Caller caller, String verb, String subresource) {
        if (caller.groups().contains("system:masters")) {
            return true;
        }
        var question = new Question(caller, verb, subresource);
        var known = rights.get(question);
        if (known != null && clock.now().isBefore(known.until())) {
            return known.answer();
        }
        try {
            boolean allowed = client.of(SubjectAccessReview.KIND)
                    .create(review(question))
                    .status()
                    .allowed();
            keep(rights, question, allowed, allowed ? ALLOWED_LIFE : REFUSED_LIFE);
            return allowed;
        } catch (ApiException | UncheckedIOException e) {
            LOG.warn("cannot have a right reviewed: {}", e.toString());
            return false;
        }
    }

    private SubjectAccessReview review(Question question) {
        var caller = question.caller();
        return SubjectAccessReview.EMPTY.withSpec(spec -> spec.withUser(caller.name())
                .withUid(caller.uid())
                .withGroups(caller.groups())
                .withExtra(caller.extra())
                .withResourceAttributes(ResourceAttributes.EMPTY
                        .withVerb(question.verb())
                        .withVersion("v1")
                        .withResource("nodes")
                        .withSubresource(question.subresource())
                        .withName(nodeName)));
    }
}
