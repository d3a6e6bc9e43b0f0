package io.navarch.streaming.upgrade;

import io.navarch.streaming.Closing;
import io.navarch.streaming.SocketDuplex;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Asks servers for upgrades. Holds nothing between calls; any number of threads may ask. */
public final class UpgradeClient {
    private final Duration connectPatience;
    private final Duration answerPatience;

    public UpgradeClient() {
        this(Duration.ofSeconds(30), Duration.ofMinutes(2));
    }

    /** With how long a connection, and each piece of the answer, may take. */
    public UpgradeClient(Duration connectPatience, Duration answerPatience) {
        this.connectPatience = connectPatience;
        this.answerPatience = answerPatience;
    }

    /** Connects, asks and reads the answer's head. Throws when the server cannot be reached or speaks no HTTP. */
    public UpgradeResponse upgrade(UpgradeTarget target, UpgradeRequest request) throws IOException {
        Socket socket = connect(target);
        boolean handedOver = false;
        try {
            socket.setSoTimeout(millis(answerPatience));
            send(socket.getOutputStream(), target, request);
            InputStream in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
            ResponseHead head = ResponseHead.read(in);
            while (head.status() >= 100 && head.status() < 200 && head.status() != 101) {
                head = ResponseHead.read(in);
            }
            if (head.status() != 101) {
                return new UpgradeResponse.Refused(head.status(), head.headers(), head.body(in));
            }
            socket.setSoTimeout(0);
            var upgraded = new UpgradeResponse.Upgraded(head.headers(), new SocketDuplex(socket, in));
            handedOver = true;
            return upgraded;
        } finally {
            if (!handedOver) {
                Closing.quietly(socket);
            }
        }
    }

    private Socket connect(UpgradeTarget target) throws IOException {
        Socket socket = new Socket();
        boolean connected = false;
        try {
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            socket.connect(new InetSocketAddress(target.address(), target.port()), millis(connectPatience));
            Socket secured = target.tls().isPresent()
                    ? secure(socket, target, target.tls().get())
                    : socket;
            connected = true;
            return secured;
        } finally {
            if (!connected) {
                Closing.quietly(socket);
            }
        }
    }

    private Socket secure(Socket socket, UpgradeTarget target, SSLContext context) throws IOException {
        socket.setSoTimeout(millis(connectPatience));
        SSLSocket secured =
                (SSLSocket) context.getSocketFactory().createSocket(socket, target.host(), target.port(), true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"http/1.1"});
        if (target.verifyName()) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    private static void send(OutputStream out, UpgradeTarget target, UpgradeRequest request) throws IOException {
        StringBuilder head = new StringBuilder();
        head.append(request.method()).append(' ').append(request.path()).append(" HTTP/1.1\r\n");
        if (request.headers().first("Host").isEmpty()) {
            head.append("Host: ").append(target.authority()).append("\r\n");
        }
        request.headers().all().forEach(field -> head.append(field.name())
                .append(": ")
                .append(field.value())
                .append("\r\n"));
        head.append("\r\n");
        out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private static int millis(Duration duration) {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(1, duration.toMillis()));
    }
}
