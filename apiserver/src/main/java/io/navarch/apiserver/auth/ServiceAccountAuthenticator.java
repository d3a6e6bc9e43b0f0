package io.navarch.apiserver.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.navarch.apiserver.registry.ObjectStores;
import io.navarch.apiserver.request.User;
import io.navarch.model.core.v1.Secret;
import io.navarch.model.core.v1.ServiceAccount;
import io.navarch.model.tree.Struct;
import io.navarch.runtime.Clock;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Knows service accounts by their tokens: the signature, the times, the audience, and that the account and what the token is
 * bound to are still the ones it was issued for. A good token is remembered for a short while.
 */
public final class ServiceAccountAuthenticator implements Authenticator {
    private static final Duration REMEMBERED = Duration.ofSeconds(10);
    private static final int CACHE = 16_384;
    private static final String EXTRA = "authentication.kubernetes.io/";

    private final String issuer;
    private final TokenKeys keys;
    private final ObjectStores stores;
    private final Clock clock;
    private final Map<String, Known> cache = new ConcurrentHashMap<>();

    /** A token that was found good, for those of its audiences that were asked about. */
    public record Verified(User user, List<String> audiences) {}

    private record Known(User user, Instant until) {}

    /** A token that cannot be accepted, with the reason that a token review shows. */
    public static final class BadToken extends Exception {
        private static final long serialVersionUID = 1;

        BadToken(String message) {
            super(message, null, false, false);
        }
    }

    public ServiceAccountAuthenticator(String issuer, TokenKeys keys, ObjectStores stores, Clock clock) {
        this.issuer = issuer;
        this.keys = keys;
        this.stores = stores;
        this.clock = clock;
    }

    /** The audience that the API server itself is. */
    public String apiAudience() {
        return issuer;
    }

    @Override
    public Optional<User> authenticate(Credentials credentials) {
        var token = credentials.token();
        if (token.isEmpty() || token.chars().filter(c -> c == '.').count() != 2) {
            return Optional.empty();
        }
        var now = clock.now();
        var known = cache.get(token);
        if (known != null && now.isBefore(known.until)) {
            return Optional.of(known.user);
        }
        cache.remove(token);
        try {
            var verified = verify(token, List.of(issuer));
            if (verified.isEmpty()) {
                return Optional.empty();
            }
            if (cache.size() >= CACHE) {
                cache.clear();
            }
            cache.put(token, new Known(verified.get().user(), now.plus(REMEMBERED)));
            return verified.map(Verified::user);
        } catch (BadToken e) {
            throw Authenticator.unauthorized();
        }
    }

    /**
     * Who the token is for; empty if this server did not issue it.
     *
     * @param audiences of which the token must name one
     */
    public Optional<Verified> verify(String token, List<String> audiences) throws BadToken {
        SignedJWT jwt;
        JWTClaimsSet claims;
        try {
            jwt = SignedJWT.parse(token);
            claims = jwt.getJWTClaimsSet();
            boolean legacy = ServiceAccountTokens.LEGACY_ISSUER.equals(claims.getIssuer());
            if (!legacy && !issuer.equals(claims.getIssuer())) {
                return Optional.empty();
            }
            if (!keys.signed(jwt)) {
                throw new BadToken("invalid bearer token");
            }
            return Optional.of(legacy ? legacy(token, claims) : bound(claims, audiences));
        } catch (ParseException | JOSEException e) {
            return Optional.empty();
        }
    }

    private Verified bound(JWTClaimsSet claims, List<String> audiences) throws BadToken, ParseException {
        var now = clock.now();
        var expires = claims.getExpirationTime();
        if (expires == null || !now.isBefore(expires.toInstant())) {
            throw new BadToken("service account token has expired");
        }
        if (claims.getNotBeforeTime() != null
                && now.isBefore(claims.getNotBeforeTime().toInstant().minusSeconds(60))) {
            throw new BadToken("service account token is not valid yet");
        }
        var named = claims.getAudience();
        var matching = audiences.stream().filter(named::contains).toList();
        if (matching.isEmpty()) {
            throw new BadToken("token audiences %s is invalid for the target audiences %s"
                    .formatted(quoted(named), quoted(audiences)));
        }
        var facts = claims.getJSONObjectClaim(ServiceAccountTokens.CLAIM);
        if (facts == null) {
            throw new BadToken("Token has been invalidated");
        }
        var namespace = String.valueOf(facts.get("namespace"));
        var account = ref(facts, "serviceaccount");
        if (account == null) {
            throw new BadToken("Token has been invalidated");
        }
        checkAccount(namespace, account);
        var extra = new LinkedHashMap<String, List<String>>();
        checkBound(namespace, facts, extra);
        if (claims.getJWTID() != null) {
            extra.put(EXTRA + "credential-id", List.of("JTI=" + claims.getJWTID()));
        }
        return new Verified(user(namespace, account, extra), matching);
    }

    private static String quoted(List<String> texts) {
        return texts.stream().map(text -> '"' + text + '"').collect(Collectors.joining(" ", "[", "]"));
    }

    private void checkAccount(String namespace, Ref account) throws BadToken {
        var stored = stores.of("", "serviceaccounts").find(namespace, account.name);
        if (stored == null) {
            throw new BadToken("serviceaccounts \"%s\" not found".formatted(account.name));
        }
        if (!new ServiceAccount(stored).uid().equals(account.uid)) {
            throw new BadToken("The service account UID (%s) does not match the claim (%s)"
                    .formatted(new ServiceAccount(stored).uid(), account.uid));
        }
    }

    private void checkBound(String namespace, Map<String, Object> facts, Map<String, List<String>> extra)
            throws BadToken {
        var pod = ref(facts, "pod");
        var secret = ref(facts, "secret");
        var node = ref(facts, "node");
        if (pod != null) {
            checkExists("pods", namespace, pod);
            extra.put(EXTRA + "pod-name", List.of(pod.name));
            extra.put(EXTRA + "pod-uid", List.of(pod.uid));
        }
        if (secret != null) {
            checkExists("secrets", namespace, secret);
        }
        if (node != null) {
            if (pod == null && secret == null) {
                checkExists("nodes", "", node);
            }
            extra.put(EXTRA + "node-name", List.of(node.name));
            extra.put(EXTRA + "node-uid", List.of(node.uid));
        }
    }

    private void checkExists(String plural, String namespace, Ref ref) throws BadToken {
        var stored = stores.of("", plural).find(namespace, ref.name);
        if (stored == null || !uid(stored).equals(ref.uid)) {
            throw new BadToken("Token has been invalidated");
        }
    }

    private static String uid(Struct object) {
        return object.get("metadata") instanceof Struct metadata && metadata.get("uid") instanceof String uid
                ? uid
                : "";
    }

    private Verified legacy(String token, JWTClaimsSet claims) throws BadToken, ParseException {
        var namespace = text(claims, "namespace");
        var account = new Ref(text(claims, "service-account.name"), text(claims, "service-account.uid"));
        checkAccount(namespace, account);
        var stored = stores.of("", "secrets").find(namespace, text(claims, "secret.name"));
        var expected = Base64.getEncoder().encodeToString(token.getBytes(StandardCharsets.UTF_8));
        if (stored == null || !expected.equals(new Secret(stored).data().get("token"))) {
            throw new BadToken("Token has been invalidated");
        }
        return new Verified(user(namespace, account, Map.of()), List.of(issuer));
    }

    private static String text(JWTClaimsSet claims, String name) throws ParseException {
        var value = claims.getStringClaim("kubernetes.io/serviceaccount/" + name);
        return value == null ? "" : value;
    }

    private static User user(String namespace, Ref account, Map<String, List<String>> extra) {
        var known = User.serviceAccount(namespace, account.name);
        return new User(known.name(), account.uid, new ArrayList<>(known.groups()), Map.copyOf(extra));
    }

    private record Ref(String name, String uid) {}

    private static @Nullable Ref ref(Map<String, Object> facts, String kind) {
        return facts.get(kind) instanceof Map<?, ?> ref
                ? new Ref(String.valueOf(ref.get("name")), String.valueOf(ref.get("uid")))
                : null;
    }
}
