package io.navarch.apiserver.aggregation;

import io.navarch.apiserver.proxy.ExtensionProxy;
import io.navarch.apiserver.registry.ObjectStores;
import io.navarch.apiserver.webhook.ServiceEndpoints;
import io.navarch.apiserver.webhook.WebhookTarget;
import io.navarch.model.apiregistration.v1.APIService;
import io.navarch.model.apiregistration.v1.APIServiceSpec;
import io.navarch.pki.Credential;
import io.navarch.pki.Pem;
import io.navarch.pki.PkiException;
import io.navarch.pki.TrustAll;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Finds the server that an APIService names: an endpoint of its service, trusted as the APIService says. Thread-safe. */
final class ExtensionServers {
    private static final int HTTPS = 443;

    /** Bundles change when they are renewed; what is no longer asked for is forgotten with the rest. */
    private static final int KEPT = 64;

    private final ServiceEndpoints endpoints;
    private final Optional<Credential> client;
    private final Map<String, SSLContext> contexts = new ConcurrentHashMap<>();

    /** @param client what is shown to the servers */
    ExtensionServers(ObjectStores stores, Optional<Credential> client, RandomGenerator random) {
        this.endpoints = new ServiceEndpoints(stores, random);
        this.client = client;
    }

    static int port(APIServiceSpec spec) {
        return spec.service().hasPort() ? spec.service().port() : HTTPS;
    }

    /**
     * One of the servers that answer now.
     *
     * @throws IOException if there is none
     */
    ExtensionProxy.Server find(APIService service) throws IOException {
        var spec = service.spec();
        var named = spec.service();
        var address = endpoints.find(new WebhookTarget.Service(named.namespace(), named.name(), port(spec)));
        boolean any = spec.insecureSkipTLSVerify();
        var authorities =
                any ? "" : new String(Base64.getMimeDecoder().decode(spec.caBundle()), StandardCharsets.UTF_8);
        var name = named.name() + "." + named.namespace() + ".svc";
        return new ExtensionProxy.Server(
                address, context(any, authorities), any ? Optional.empty() : Optional.of(name));
    }

    private SSLContext context(boolean any, String authorities) throws IOException {
        var key = any + authorities;
        var known = contexts.get(key);
        if (known != null) {
            return known;
        }
        try {
            var context = SSLContext.getInstance("TLS");
            var keys =
                    client.map(shown -> new KeyManager[] {shown.keyManager()}).orElse(null);
            context.init(keys, any ? TrustAll.managers() : trusting(authorities), null);
            if (contexts.size() >= KEPT) {
                contexts.clear();
            }
            contexts.put(key, context);
            return context;
        } catch (GeneralSecurityException | PkiException e) {
            throw new IOException("unable to load root certificates: " + e.getMessage(), e);
        }
    }

    private static TrustManager[] trusting(String authorities) throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(authorities.isEmpty() ? null : Credential.trustStore(Pem.certificates(authorities)));
        return factory.getTrustManagers();
    }
}
