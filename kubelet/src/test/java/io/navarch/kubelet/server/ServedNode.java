package io.navarch.kubelet.server;

import io.navarch.kubelet.cri.ContainerRuntime;
import io.navarch.model.core.v1.Pod;
import io.navarch.pki.CertificateAuthority;
import io.navarch.pki.CertificateSpec;
import io.navarch.pki.Credential;
import io.navarch.runtime.Clock;
import io.navarch.runtime.NetworkContext;
import io.navarch.streaming.spdy.SpdySession;
import io.navarch.streaming.upgrade.UpgradeClient;
import io.navarch.streaming.upgrade.UpgradeRequest;
import io.navarch.streaming.upgrade.UpgradeResponse;
import io.navarch.streaming.upgrade.UpgradeTarget;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.NullUnmarked;

/** A node's server with its own cluster CA, and a client as the API server is one. */
@NullUnmarked
final class ServedNode implements AutoCloseable {
    static final String TOKEN = "good";

    final Map<String, Pod> pods = new ConcurrentHashMap<>();
    final KubeletServer server;
    final SSLContext asApiServer;
    final SSLContext asNobody;
    private final CertificateAuthority authority;

    ServedNode(ContainerRuntime runtime, Path logs, Clock clock) throws Exception {
        authority = CertificateAuthority.create("kubernetes", InstantSource.system());
        var serving = authority.issue(
                CertificateSpec.server("system:node:n1", List.of("n1"), List.of(InetAddress.getByName("127.0.0.1"))));
        var authorities = List.of(authority.certificate());
        var tls = ServerTls.context(serving.chain(), serving.key(), authorities);
        var place = new KubeletServer.Place(
                "n1", InetAddress.getByName("127.0.0.1"), 0, () -> tls, NetworkContext.host(), logs);
        Authenticator tokens = (certificates, token) ->
                token.equals(TOKEN) ? Optional.of(Caller.of("monitor", List.of("monitors"))) : Optional.empty();
        var authenticator = Authenticator.anyOf(List.of(new CertificateAuthenticator(authorities, clock), tokens));
        Authorizer authorizer = (caller, verb, subresource) ->
                caller.groups().contains("system:masters") || subresource.equals("metrics");
        server = KubeletServer.start(place, authenticator, authorizer, directory(), runtime, NodeUsage::ofHost, clock);
        asApiServer =
                client(authority.issue(CertificateSpec.client("kube-apiserver-kubelet-client", "system:masters")));
        asNobody = client(null);
    }

    private PodDirectory directory() {
        return new PodDirectory() {
            @Override
            public Optional<Pod> pod(String namespace, String name) {
                return Optional.ofNullable(pods.get(namespace + "/" + name));
            }

            @Override
            public Collection<Pod> pods() {
                return pods.values();
            }
        };
    }

    SSLContext client(Credential credential) throws Exception {
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(Credential.trustStore(List.of(authority.certificate())));
        var context = SSLContext.getInstance("TLS");
        if (credential == null) {
            context.init(null, trust.getTrustManagers(), null);
            return context;
        }
        context.init(new KeyManager[] {credential.keyManager()}, trust.getTrustManagers(), null);
        return context;
    }

    /** Sends one request and reads the whole answer to the connection's end. */
    String raw(SSLContext client, String request) throws IOException {
        try (var socket = (SSLSocket) client.getSocketFactory().createSocket("127.0.0.1", server.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The status, a blank and the body. */
    String get(String path) throws IOException {
        return get(asApiServer, path, "");
    }

    String get(SSLContext client, String path, String header) throws IOException {
        var answer = raw(client, "GET " + path + " HTTP/1.1\r\nHost: n\r\n" + header + "Connection: close\r\n\r\n");
        int end = answer.indexOf("\r\n\r\n");
        var head = answer.substring(0, end);
        var body = answer.substring(end + 4);
        return head.substring(9, 12) + " " + (head.contains("chunked") ? unchunked(body) : body);
    }

    private static String unchunked(String body) {
        var text = new StringBuilder();
        int at = 0;
        while (true) {
            int line = body.indexOf("\r\n", at);
            int length = Integer.parseInt(body.substring(at, line), 16);
            if (length == 0) {
                return text.toString();
            }
            text.append(body, line + 2, line + 2 + length);
            at = line + 2 + length + 2;
        }
    }

    /** A followed answer as it comes. */
    InputStream open(String path) throws IOException {
        var socket = (SSLSocket) asApiServer.getSocketFactory().createSocket("127.0.0.1", server.port());
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: n\r\n\r\n").getBytes(StandardCharsets.UTF_8));
        return socket.getInputStream();
    }

    UpgradeResponse upgrade(UpgradeRequest request) throws IOException {
        return new UpgradeClient().upgrade(UpgradeTarget.tls("127.0.0.1", server.port(), asApiServer, false), request);
    }

    SpdySession spdy(String path, String protocol) throws IOException {
        var upgraded = (UpgradeResponse.Upgraded) upgrade(UpgradeRequest.spdy(path, List.of(protocol)));
        return SpdySession.client(upgraded.connection());
    }

    @Override
    public void close() {
        server.close();
    }
}
