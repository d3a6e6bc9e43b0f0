package io.navarch.apiserver.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.SignedJWT;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonWriter;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The public keys that verify service account tokens. Immutable. */
public final class TokenKeys {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final List<Key> keys = new ArrayList<>();

    /** @param id the hash of the key by which tokens name it */
    record Key(String id, PublicKey key, JWSVerifier verifier) {
        boolean ec() {
            return key instanceof ECPublicKey;
        }
    }

    public TokenKeys(List<PublicKey> publicKeys) {
        for (var key : publicKeys) {
            keys.add(new Key(id(key), key, verifier(key)));
        }
    }

    Key first() {
        return keys.get(0);
    }

    /** Whether one of the keys signed the token, by the algorithm that the key is for. */
    boolean signed(SignedJWT token) throws JOSEException {
        var id = token.getHeader().getKeyID();
        for (var key : keys) {
            var algorithm = key.ec() ? JWSAlgorithm.ES256 : JWSAlgorithm.RS256;
            if ((id == null || id.equals(key.id))
                    && algorithm.equals(token.getHeader().getAlgorithm())) {
                if (token.verify(key.verifier)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The keys as {@code /openid/v1/jwks} shows them. */
    public byte[] jwks() {
        var all = new ArrayList<Object>();
        for (var key : keys) {
            var entry = Dict.builder().put("kid", key.id).put("use", "sig");
            if (key.key instanceof ECPublicKey ec) {
                entry.put("alg", "ES256").put("crv", "P-256").put("kty", "EC");
                entry.put("x", number(ec.getW().getAffineX(), 32))
                        .put("y", number(ec.getW().getAffineY(), 32));
            } else if (key.key instanceof RSAPublicKey rsa) {
                entry.put("alg", "RS256").put("kty", "RSA");
                entry.put("e", number(rsa.getPublicExponent(), 0)).put("n", number(rsa.getModulus(), 0));
            }
            all.add(entry.build());
        }
        return JsonWriter.bytes(Dict.of("keys", List.copyOf(all)));
    }

    /** The names of the algorithms in use. */
    public List<String> algorithms() {
        return keys.stream().map(key -> key.ec() ? "ES256" : "RS256").distinct().toList();
    }

    private static String number(BigInteger value, int width) {
        var bytes = value.toByteArray();
        int from = bytes.length > 1 && bytes[0] == 0 ? 1 : 0;
        int length = Math.max(width, bytes.length - from);
        var padded = new byte[length];
        System.arraycopy(bytes, from, padded, length - (bytes.length - from), bytes.length - from);
        return BASE64.encodeToString(padded);
    }

    private static String id(PublicKey key) {
        try {
            return BASE64.encodeToString(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JWSVerifier verifier(PublicKey key) {
        try {
            return switch (key) {
                case ECPublicKey ec -> new ECDSAVerifier(ec);
                case RSAPublicKey rsa -> new RSASSAVerifier(rsa);
                default -> throw new IllegalArgumentException("a service account key of type " + key.getAlgorithm());
            };
        } catch (JOSEException e) {
            throw new IllegalArgumentException("the service account key cannot verify: " + e.getMessage(), e);
        }
    }
}
