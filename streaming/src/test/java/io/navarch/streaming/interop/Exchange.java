package io.navarch.streaming.interop;

import io.navarch.streaming.Duplex;
import io.navarch.streaming.SocketDuplex;
import io.navarch.streaming.upgrade.HeaderFields;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** One HTTP/1.1 request as the test server sees it, and its answer. */
final class Exchange {
    final String method;
    final String path;
    final String query;
    final HeaderFields headers;
    private final Socket socket;
    private final InputStream in;

    private Exchange(Socket socket, InputStream in, String method, String target, HeaderFields headers) {
        this.socket = socket;
        this.in = in;
        this.method = method;
        int mark = target.indexOf('?');
        this.path = mark < 0 ? target : target.substring(0, mark);
        this.query = mark < 0 ? "" : target.substring(mark + 1);
        this.headers = headers;
    }

    static Optional<Exchange> read(Socket socket, BufferedInputStream in) throws IOException {
        String first = line(in);
        if (first.isEmpty()) {
            return Optional.empty();
        }
        String[] parts = first.split(" ");
        HeaderFields headers = HeaderFields.none();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers = headers.with(
                    line.substring(0, colon), line.substring(colon + 1).strip());
        }
        in.skipNBytes(Long.parseLong(headers.first("Content-Length").orElse("0")));
        return Optional.of(new Exchange(socket, in, parts[0], parts[1], headers));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.append((char) next);
        }
        return line.toString().strip();
    }

    List<String> parameters(String name) {
        List<String> values = new ArrayList<>();
        Arrays.stream(query.split("&"))
                .filter(part -> part.startsWith(name + "="))
                .forEach(part ->
                        values.add(URLDecoder.decode(part.substring(name.length() + 1), StandardCharsets.UTF_8)));
        return values;
    }

    boolean flag(String name) {
        return parameters(name).stream().anyMatch(v -> v.equals("true") || v.equals("1"));
    }

    void json(int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 " + status + " X\r\nContent-Type: application/json\r\nContent-Length: " + bytes.length
                + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().write(bytes);
    }

    Duplex switchProtocols(HeaderFields answer) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n");
        answer.all()
                .forEach(f ->
                        head.append(f.name()).append(": ").append(f.value()).append("\r\n"));
        socket.getOutputStream().write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        return new SocketDuplex(socket, in);
    }
}
