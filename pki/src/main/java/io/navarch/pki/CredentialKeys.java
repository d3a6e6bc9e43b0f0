package io.navarch.pki;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows one credential in every handshake whose peer takes its kind of key. The key stays as it is; a key store would encrypt
 * and decrypt it first, which takes longer than making it. Immutable.
 */
final class CredentialKeys extends X509ExtendedKeyManager {
    private static final String ALIAS = "credential";

    private final Credential credential;

    CredentialKeys(Credential credential) {
        this.credential = credential;
    }

    private @Nullable String aliasFor(String... types) {
        var algorithm = credential.key().getAlgorithm();
        for (var type : types) {
            // EC_RSA asks for an EC key that an RSA authority has signed.
            if (type.equals(algorithm) || type.startsWith(algorithm + "_")) {
                return ALIAS;
            }
        }
        return null;
    }

    private String @Nullable [] aliasesFor(String type) {
        var alias = aliasFor(type);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
        return aliasesFor(type);
    }

    @Override
    public @Nullable String chooseClientAlias(String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return aliasFor(types);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] types, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return aliasFor(types);
    }

    @Override
    public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
        return aliasesFor(type);
    }

    @Override
    public @Nullable String chooseServerAlias(String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return aliasFor(type);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String type, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return aliasFor(type);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return alias.equals(ALIAS) ? credential.chain().toArray(X509Certificate[]::new) : null;
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return alias.equals(ALIAS) ? credential.key() : null;
    }
}
