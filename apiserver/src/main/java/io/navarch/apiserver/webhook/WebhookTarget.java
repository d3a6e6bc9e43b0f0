package io.navarch.apiserver.webhook;

import io.navarch.model.tree.Obj;
import java.net.URI;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Where a webhook is: the {@code clientConfig} of its registration.
 *
 * @param host whom the certificate must name: the URL's host, or {@code name.namespace.svc}
 * @param port of the URL, or of the service
 * @param path with a leading slash; "" for none
 * @param query of the URL; "" for none
 * @param authorities the PEM bundle that its certificate must come from; "" for those that the machine trusts
 * @param service the service that stands for it, or null for a URL
 */
public record WebhookTarget(
        String host,
        int port,
        String path,
        String query,
        String authorities,
        @Nullable Service service) {
    private static final int HTTPS = 443;

    /** A service, and which of its ports. */
    public record Service(String namespace, String name, int port) {}

    /**
     * Reads a {@code WebhookClientConfig} of any group.
     *
     * @throws IllegalArgumentException if it says no place
     */
    public static WebhookTarget of(Obj clientConfig) {
        var authorities = clientConfig.get("caBundle") instanceof String encoded
                ? new String(Base64.getMimeDecoder().decode(encoded), java.nio.charset.StandardCharsets.UTF_8)
                : "";
        if (clientConfig.get("service") instanceof Obj service) {
            var namespace = text(service, "namespace");
            var name = text(service, "name");
            int port = service.get("port") instanceof Long number ? number.intValue() : HTTPS;
            var path = text(service, "path");
            return new WebhookTarget(
                    name + "." + namespace + ".svc",
                    port,
                    path.isEmpty() || path.startsWith("/") ? path : "/" + path,
                    "",
                    authorities,
                    new Service(namespace, name, port));
        }
        var url = URI.create(text(clientConfig, "url"));
        if (url.getHost() == null) {
            throw new IllegalArgumentException("invalid URL \"" + url + "\"");
        }
        var host = url.getHost().startsWith("[")
                ? url.getHost().substring(1, url.getHost().length() - 1)
                : url.getHost();
        return new WebhookTarget(
                host,
                url.getPort() < 0 ? HTTPS : url.getPort(),
                url.getRawPath() == null ? "" : url.getRawPath(),
                url.getRawQuery() == null ? "" : url.getRawQuery(),
                authorities,
                null);
    }

    private static String text(Obj object, String name) {
        return object.get(name) instanceof String text ? text : "";
    }

    /** {@code host:port}; a URL's own port is left out as its author left it out. */
    String authority() {
        var shown = host.contains(":") ? "[" + host + "]" : host;
        return service == null && port == HTTPS ? shown : shown + ":" + port;
    }

    /** The path and query of a call that may take so many seconds. */
    String requestTarget(long timeoutSeconds) {
        var asked = "timeout=" + timeoutSeconds + "s";
        return path + "?" + (query.isEmpty() ? asked : query + "&" + asked);
    }
}
