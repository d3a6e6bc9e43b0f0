package io.navarch.apiserver;

import io.navarch.pki.Credential;
import io.navarch.streaming.Closing;
import io.navarch.streaming.Duplex;
import io.navarch.streaming.SocketDuplex;
import io.navarch.streaming.portforward.ForwardedPod;
import io.navarch.streaming.portforward.SpdyPortForwardServer;
import io.navarch.streaming.remotecommand.CommandProtocol;
import io.navarch.streaming.remotecommand.CommandStatus;
import io.navarch.streaming.remotecommand.RemoteCommandOptions;
import io.navarch.streaming.remotecommand.RemoteCommandStreams;
import io.navarch.streaming.spdy.SpdySession;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A kubelet's HTTPS door with one pod behind it: commands echo their words and their input, ports answer with a greeting. */
final class FakeKubelet implements AutoCloseable {
    private final SSLServerSocket listener;
    final List<String> requests = new CopyOnWriteArrayList<>();

    FakeKubelet(Credential serving, Credential trusted) throws IOException, GeneralSecurityException {
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(Credential.trustStore(List.of(trusted.certificate())));
        var context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {serving.keyManager()}, trust.getTrustManagers(), null);
        listener = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        listener.setNeedClientAuth(true);
        Thread.ofVirtual().start(this::listen);
    }

    int port() {
        return listener.getLocalPort();
    }

    private void listen() {
        try {
            while (true) {
                var socket = (SSLSocket) listener.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private void serve(SSLSocket socket) {
        try (socket) {
            var in = new BufferedInputStream(socket.getInputStream());
            var first = line(in);
            var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
            for (var line = line(in); !line.isEmpty(); line = line(in)) {
                headers.merge(
                        line.substring(0, line.indexOf(':')),
                        line.substring(line.indexOf(':') + 1).strip(),
                        (a, b) -> a + "," + b);
            }
            requests.add(first);
            answer(socket, in, first.split(" ")[1], headers);
        } catch (IOException e) {
            System.getLogger("test").log(System.Logger.Level.DEBUG, "connection ended: {0}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("EOF");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    private void answer(SSLSocket socket, InputStream in, String target, Map<String, String> headers)
            throws IOException, InterruptedException {
        if (target.startsWith("/containerLogs/default/p/c")) {
            text(socket, "200 OK", "one line\nanother line\n");
        } else if (target.startsWith("/containerLogs/")) {
            text(socket, "400 Bad Request", "container \"d\" in pod \"p\" is waiting to start: ContainerCreating");
        } else if (target.startsWith("/exec/default/p/c?") || target.startsWith("/attach/default/p/c?")) {
            command(switched(socket, in, CommandProtocol.V4.text()), target);
        } else if (target.equals("/portForward/default/p")) {
            var session = SpdySession.server(switched(socket, in, "portforward.k8s.io"));
            SpdyPortForwardServer.serve(session, new ForwardedPod("p_default", "u"), port -> greeting());
        } else if (target.equals("/exec/default/p/d?command=x&output=1&error=1")) {
            text(socket, "404 Not Found", "container not found (\"d\")");
        } else {
            text(socket, "200 OK", "path " + target);
        }
    }

    private static void text(SSLSocket socket, String status, String text) throws IOException {
        var head = "HTTP/1.1 " + status + "\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"
                + Integer.toHexString(text.length()) + "\r\n" + text + "\r\n0\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    private static Duplex switched(SSLSocket socket, InputStream in, String protocol) throws IOException {
        var head = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n"
                + "X-Stream-Protocol-Version: " + protocol + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        return new SocketDuplex(socket, in);
    }

    private static void command(Duplex connection, String target) throws IOException, InterruptedException {
        var options = new RemoteCommandOptions(
                target.contains("input=1"),
                target.contains("output=1"),
                target.contains("error=1"),
                target.contains("tty=1"));
        var streams = RemoteCommandStreams.over(SpdySession.server(connection), CommandProtocol.V4, options);
        var words = new StringBuilder();
        for (var parameter : target.substring(target.indexOf('?') + 1).split("&")) {
            if (parameter.startsWith("command=")) {
                words.append(parameter.substring(8)).append('\n');
            }
        }
        streams.stdout().write(words.toString().getBytes(StandardCharsets.UTF_8));
        if (options.stdin()) {
            streams.stdin().transferTo(streams.stdout());
        }
        if (options.stderr()) {
            streams.stderr().write("said on stderr\n".getBytes(StandardCharsets.UTF_8));
        }
        streams.finish(words.indexOf("fail") >= 0 ? CommandStatus.exited(3) : CommandStatus.succeeded());
    }

    private static Duplex greeting() throws IOException {
        var pair = io.navarch.streaming.MemoryDuplex.connect();
        Thread.ofVirtual().start(() -> {
            try (Duplex own = pair.right()) {
                var request = own.input().readNBytes(3);
                own.output()
                        .write(("HTTP/1.0 200 OK\r\n\r\nhello " + request.length).getBytes(StandardCharsets.US_ASCII));
                own.closeOutput();
            } catch (IOException e) {
                System.getLogger("test").log(System.Logger.Level.DEBUG, "greeting: {0}", e.toString());
            }
        });
        return pair.left();
    }

    static Socket connect(int port) throws IOException {
        return new Socket(InetAddress.getByName("127.0.0.1"), port);
    }

    @Override
    public void close() {
        Closing.quietly(listener);
    }
}
