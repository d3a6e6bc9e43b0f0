package io.navarch.bench.server;

import io.navarch.bench.http2.Trust;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;

/** Asks a port of this machine for /readyz, each time on a connection of its own: the caller is in a hurry. */
final class Readiness {
    private static final byte[] QUESTION =
            "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final SSLContext tls = Trust.inAnybody();
    private final int port;

    Readiness(int port) {
        this.port = port;
    }

    boolean isReady() {
        try (var plain = new Socket()) {
            plain.connect(new InetSocketAddress("127.0.0.1", port), 1000);
            plain.setSoTimeout(10_000);
            try (var socket = tls.getSocketFactory().createSocket(plain, "localhost", port, true)) {
                socket.getOutputStream().write(QUESTION);
                var answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
                return answer.equals("HTTP/1.1 200");
            }
        } catch (IOException e) {
            return false;
        }
    }
}
