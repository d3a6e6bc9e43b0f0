package io.navarch.apiserver.webhook;

import io.navarch.apiserver.proxy.BackendAnswer;
import io.navarch.streaming.Closing;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A connection to a webhook (HTTP/1.1 over TLS) that can be used again. Confined to one thread at a time. */
final class WebhookConnection implements AutoCloseable {
    /** Enough for the largest object in a review. */
    private static final int BODY_LIMIT = 16 * 1024 * 1024;

    private final SSLSocket socket;
    private final InputStream input;
    private final Instant opened;
    private boolean reusable = true;

    /** What the webhook answered. */
    record Answer(int status, String contentType, byte[] body) {}

    private WebhookConnection(SSLSocket socket, Instant opened) throws IOException {
        this.socket = socket;
        this.input = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
        this.opened = opened;
    }

    /** Secures a socket; the server must show a certificate for the target's host. Takes the socket over. */
    static WebhookConnection over(
            Socket plain, SSLContext context, WebhookTarget target, Duration patience, Instant now) throws IOException {
        try {
            plain.setSoTimeout(Math.toIntExact(patience.toMillis()));
            var secured =
                    (SSLSocket) context.getSocketFactory().createSocket(plain, target.host(), target.port(), true);
            var parameters = secured.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"http/1.1"});
            secured.setSSLParameters(parameters);
            secured.startHandshake();
            var chain = secured.getSession().getPeerCertificates();
            CertificateNames.check((X509Certificate) chain[0], target.host());
            return new WebhookConnection(secured, now);
        } catch (IOException | RuntimeException e) {
            Closing.quietly(plain);
            throw e;
        }
    }

    /** Posts JSON and reads the whole answer. */
    Answer post(WebhookTarget target, String requestTarget, byte[] json, Duration patience) throws IOException {
        reusable = false;
        socket.setSoTimeout(Math.toIntExact(Math.max(1, patience.toMillis())));
        var head = "POST " + requestTarget + " HTTP/1.1\r\nHost: " + target.authority()
                + "\r\nContent-Type: application/json\r\nAccept: application/json, */*\r\nUser-Agent: kube-apiserver-admission"
                + "\r\nContent-Length: " + json.length + "\r\n\r\n";
        var out = socket.getOutputStream();
        var message = new byte[head.length() + json.length];
        System.arraycopy(head.getBytes(StandardCharsets.ISO_8859_1), 0, message, 0, head.length());
        System.arraycopy(json, 0, message, head.length(), json.length);
        out.write(message);
        out.flush();
        var answer = BackendAnswer.read(socket, input, "POST");
        var body = answer.body().readNBytes(BODY_LIMIT);
        boolean delimited = answer.headers().first("Content-Length").isPresent()
                || answer.headers().first("Transfer-Encoding").isPresent()
                || answer.status() == 204;
        boolean closes = answer.headers().first("Connection").orElse("").equalsIgnoreCase("close");
        reusable = delimited && !closes && body.length < BODY_LIMIT;
        return new Answer(
                answer.status(), answer.headers().first("Content-Type").orElse(""), body);
    }

    /** Whether another request may be sent. */
    boolean reusable() {
        return reusable && !socket.isClosed();
    }

    Instant opened() {
        return opened;
    }

    @Override
    public void close() {
        Closing.quietly(socket);
    }
}
