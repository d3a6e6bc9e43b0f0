package io.navarch.apiserver.proxy;

import io.navarch.streaming.Closing;
import io.navarch.streaming.upgrade.HeaderFields;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSocket;

/** Sends one request to a backend over a connection of its own (HTTP/1.1). Holds nothing; any number of threads may ask. */
final class BackendClient {
    private final NodeDialer dialer;

    BackendClient(NodeDialer dialer) {
        this.dialer = dialer;
    }

    /** Connects; a failure says so as upstream's dialer words it. */
    private Socket connect(Backend backend) throws IOException {
        var socket = backend.connect(dialer);
        if (backend.tls().isEmpty()) {
            return socket;
        }
        try {
            var certified = backend.certifiedName();
            var secured = (SSLSocket) backend.tls()
                    .get()
                    .getSocketFactory()
                    .createSocket(socket, certified == null ? backend.host() : certified, backend.port(), true);
            var parameters = secured.getSSLParameters();
            if (certified != null) {
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
            }
            parameters.setApplicationProtocols(new String[] {"http/1.1"});
            secured.setSSLParameters(parameters);
            secured.startHandshake();
            return secured;
        } catch (IOException e) {
            Closing.quietly(socket);
            throw e;
        }
    }

    /**
     * Sends the request and reads the head of the answer. The caller closes the answer.
     *
     * @param headers beside Host and Content-Length
     */
    BackendAnswer send(Backend backend, String method, String path, HeaderFields headers, byte[] body)
            throws IOException {
        var socket = connect(backend);
        try {
            var head = new StringBuilder(512);
            head.append(method).append(' ').append(path).append(" HTTP/1.1\r\n");
            head.append("Host: ").append(backend.authority()).append("\r\n");
            headers.all().forEach(field -> head.append(field.name())
                    .append(": ")
                    .append(field.value())
                    .append("\r\n"));
            if (body.length > 0 || method.equals("POST") || method.equals("PUT")) {
                head.append("Content-Length: ").append(body.length).append("\r\n");
            }
            head.append("\r\n");
            var out = socket.getOutputStream();
            out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
            out.write(body);
            out.flush();
            return BackendAnswer.read(socket, new BufferedInputStream(socket.getInputStream(), 32 * 1024), method);
        } catch (IOException | RuntimeException e) {
            Closing.quietly(socket);
            throw e;
        }
    }
}
