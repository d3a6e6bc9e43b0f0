package io.navarch.apiserver.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.navarch.runtime.Clock;
import java.security.KeyPair;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Issues the tokens of service accounts. Thread-safe. */
public final class ServiceAccountTokens {
    /** The claim in which everything of Kubernetes stands. */
    static final String CLAIM = "kubernetes.io";

    static final String LEGACY_ISSUER = "kubernetes/serviceaccount";

    private final String issuer;
    private final TokenKeys keys;
    private final Clock clock;
    private final Supplier<String> ids;
    private final JWSSigner signer;

    /** What a token is bound to: it ends with the object. */
    public record Bound(String kind, String name, String uid) {}

    /**
     * What a token shall say.
     *
     * @param audiences who shall accept it; none means the API server
     * @param bound the pod, secret or node it ends with, or null
     * @param node the node of the pod it is bound to, or null
     * @param warnAfter when the API server begins to record its use as stale, or null
     */
    public record Wish(
            String namespace,
            String account,
            String accountUid,
            List<String> audiences,
            Duration lifetime,
            @Nullable Bound bound,
            @Nullable Bound node,
            @Nullable Duration warnAfter) {}

    /** A token that was issued. */
    public record Issued(String token, Instant expires) {}

    /** @param issuer the URL that clients know the issuer by, which is also the audience of the API server */
    public ServiceAccountTokens(String issuer, KeyPair signing, Clock clock) {
        this.issuer = issuer;
        this.keys = new TokenKeys(List.of(signing.getPublic()));
        this.clock = clock;
        this.ids = () -> UUID.randomUUID().toString();
        try {
            this.signer = signing.getPrivate() instanceof ECPrivateKey ec
                    ? new ECDSASigner(ec)
                    : new RSASSASigner(signing.getPrivate());
        } catch (JOSEException e) {
            throw new IllegalArgumentException("the service account key cannot sign: " + e.getMessage(), e);
        }
    }

    public String issuer() {
        return issuer;
    }

    /** Signs a token as wished. */
    public Issued issue(Wish wish) {
        var now = clock.now();
        var expires = now.plus(wish.lifetime());
        var facts = new LinkedHashMap<String, Object>();
        facts.put("namespace", wish.namespace());
        put(facts, wish.node());
        put(facts, wish.bound());
        facts.put("serviceaccount", Map.of("name", wish.account(), "uid", wish.accountUid()));
        if (wish.warnAfter() != null) {
            facts.put("warnafter", now.plus(wish.warnAfter()).getEpochSecond());
        }
        var audiences = wish.audiences().isEmpty() ? List.of(issuer) : wish.audiences();
        var claims = new JWTClaimsSet.Builder()
                .audience(new ArrayList<>(audiences))
                .expirationTime(Date.from(expires))
                .issueTime(Date.from(now))
                .notBeforeTime(Date.from(now))
                .issuer(issuer)
                .jwtID(ids.get())
                .subject("system:serviceaccount:" + wish.namespace() + ":" + wish.account())
                .claim(CLAIM, facts)
                .build();
        return new Issued(sign(claims), Instant.ofEpochSecond(expires.getEpochSecond()));
    }

    /** Signs a token without end for a secret of type {@code kubernetes.io/service-account-token}. */
    public String issueForSecret(String namespace, String account, String accountUid, String secret) {
        return sign(new JWTClaimsSet.Builder()
                .issuer(LEGACY_ISSUER)
                .subject("system:serviceaccount:" + namespace + ":" + account)
                .claim("kubernetes.io/serviceaccount/namespace", namespace)
                .claim("kubernetes.io/serviceaccount/secret.name", secret)
                .claim("kubernetes.io/serviceaccount/service-account.name", account)
                .claim("kubernetes.io/serviceaccount/service-account.uid", accountUid)
                .build());
    }

    private static void put(Map<String, Object> facts, @Nullable Bound bound) {
        if (bound != null) {
            facts.put(
                    bound.kind().toLowerCase(java.util.Locale.ROOT), Map.of("name", bound.name(), "uid", bound.uid()));
        }
    }

    private String sign(JWTClaimsSet claims) {
        var key = keys.first();
        var algorithm = key.ec() ? JWSAlgorithm.ES256 : JWSAlgorithm.RS256;
        var signed =
                new SignedJWT(new JWSHeader.Builder(algorithm).keyID(key.id()).build(), claims);
        try {
            signed.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException("cannot sign a token: " + e.getMessage(), e);
        }
        return signed.serialize();
    }
}
