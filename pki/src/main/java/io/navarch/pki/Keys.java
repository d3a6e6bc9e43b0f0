package io.navarch.pki;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import org.bouncycastle.crypto.ec.CustomNamedCurves;

/** Makes key pairs: EC P-256 where speed counts, RSA 2048 where upstream's clients expect it. */
public final class Keys {
    private Keys() {}

    /** A new EC key on P-256: about a millisecond. */
    public static KeyPair ec() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new PkiException("this JDK makes no EC P-256 keys", e);
        }
    }

    /** A new RSA key of 2048 bits: some hundred milliseconds. */
    public static KeyPair rsa() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new PkiException("this JDK makes no RSA keys", e);
        }
    }

    /** The public half of an RSA or EC P-256 private key. */
    public static PublicKey publicKeyOf(PrivateKey key) {
        try {
            if (key instanceof RSAPrivateCrtKey rsa) {
                return KeyFactory.getInstance("RSA")
                        .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));
            }
            if (key instanceof ECPrivateKey ec) {
                return ecPublicKey(ec);
            }
        } catch (GeneralSecurityException e) {
            throw new PkiException("cannot find the public half of a " + key.getAlgorithm() + " key", e);
        }
        throw new PkiException("cannot find the public half of a " + key.getAlgorithm() + " key");
    }

    private static PublicKey ecPublicKey(ECPrivateKey key) throws GeneralSecurityException {
        BigInteger order = key.getParams().getOrder();
        for (String curve : new String[] {"secp256r1", "secp384r1", "secp521r1"}) {
            var domain = CustomNamedCurves.getByName(curve);
            if (domain.getN().equals(order)) {
                var point = domain.getG().multiply(key.getS()).normalize();
                ECPoint affine = new ECPoint(
                        point.getAffineXCoord().toBigInteger(),
                        point.getAffineYCoord().toBigInteger());
                return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(affine, key.getParams()));
            }
        }
        throw new PkiException("an EC key on a curve other than P-256, P-384 and P-521");
    }
}
