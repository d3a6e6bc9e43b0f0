package io.navarch.kubelet.dial;

import io.navarch.pki.TrustAll;
import io.navarch.streaming.upgrade.HeaderFields;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/**
 * Asks pods over HTTP or HTTPS as probes and hooks do: whatever certificate the pod shows is good, and redirects are followed
 * as long as they stay on the same host. Thread-safe.
 */
public final class HttpGet {
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final int MOST_REDIRECTS = 10;
    private static final String DEADLINE = "context deadline exceeded (Client.Timeout exceeded while awaiting headers)";

    private final Dialer dialer;
    private final SSLContext trusting = trusting();

    public HttpGet(Dialer dialer) {
        this.dialer = dialer;
    }

    /** A URL from what an API object says of it; characters that have no place in a URL are escaped. */
    public static URI url(String scheme, String host, int port, String path) {
        var text = new StringBuilder(scheme).append("://").append(Dialer.authority(host, port));
        if (!path.isEmpty() && !path.startsWith("/")) {
            text.append('/');
        }
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c <= ' ' || c >= 0x7f || "\"<>\\^`{|}".indexOf(c) >= 0) {
                text.append('%').append(String.format(Locale.ROOT, "%02X", (int) c));
            } else {
                text.append(c);
            }
        }
        return URI.create(text.toString());
    }

    /**
     * The answer; a redirect that leads to another host is the answer itself.
     *
     * @throws IOException whose message reads {@code Get "http://10.1.1.1:80/": …}
     */
    public HttpReply get(URI url, HeaderFields headers, Deadline deadline) throws IOException {
        var current = url;
        for (int followed = 0; ; followed++) {
            try {
                var reply = once(current, headers, deadline);
                var location = reply.headers().first("Location");
                if (!REDIRECTS.contains(reply.status()) || location.isEmpty()) {
                    return reply;
                }
                var next = current.resolve(location.get());
                if (!url.getHost().equals(next.getHost())) {
                    return reply;
                }
                current = next;
                if (followed + 1 == MOST_REDIRECTS) {
                    throw new IOException("stopped after " + MOST_REDIRECTS + " redirects");
                }
            } catch (IOException e) {
                throw new IOException("Get \"" + current + "\": " + words(e, deadline), e);
            }
        }
    }

    private static String words(IOException failure, Deadline deadline) {
        if (deadline.passed()) {
            return DEADLINE;
        }
        if (failure instanceof SSLException
                && String.valueOf(failure.getMessage()).contains("SSL message")) {
            return "http: server gave HTTP response to HTTPS client";
        }
        var message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return message.equals("Connection reset") ? "read: connection reset by peer" : message;
    }

    private HttpReply once(URI url, HeaderFields headers, Deadline deadline) throws IOException {
        boolean secure = "https".equals(url.getScheme());
        int port = url.getPort() >= 0 ? url.getPort() : secure ? 443 : 80;
        var host = url.getHost().replaceAll("^\\[|]$", "");
        try (var plain = dialer.connect(host, port, deadline);
                var socket = secure ? secured(plain, host, port) : plain) {
            var path = (url.getRawPath().isEmpty() ? "/" : url.getRawPath())
                    + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery());
            var head = new StringBuilder("GET ").append(path).append(" HTTP/1.1\r\n");
            if (headers.first("Host").isEmpty()) {
                head.append("Host: ").append(url.getAuthority()).append("\r\n");
            }
            headers.all().forEach(field -> head.append(field.name())
                    .append(": ")
                    .append(field.value())
                    .append("\r\n"));
            head.append("Connection: close\r\n\r\n");
            socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return HttpReply.read(new BufferedInputStream(socket.getInputStream()));
        }
    }

    private Socket secured(Socket plain, String host, int port) throws IOException {
        var socket = (SSLSocket) trusting.getSocketFactory().createSocket(plain, host, port, true);
        socket.startHandshake();
        return socket;
    }

    private static SSLContext trusting() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, TrustAll.managers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has TLS", e);
        }
    }
}
