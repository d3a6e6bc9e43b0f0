package io.navarch.apiserver.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.apiserver.WholeServer;
import io.navarch.apiserver.proxy.NodeDialer;
import io.navarch.model.tree.JsonReader;
import io.navarch.runtime.Clock;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls to a real HTTPS server, and all that can go wrong with them. */
class WebhookClientTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final WholeServer cluster = new WholeServer();
    private final TestWebhook webhook = new TestWebhook(List.of("hook.tools.svc"));
    private final Clock clock = Clock.system();
    private final WebhookClient client =
            new WebhookClient(cluster.registry, NodeDialer.tcp(SECOND), clock, new Random(1));

    @AfterEach
    void close() {
        client.close();
        webhook.close();
        cluster.close();
        clock.close();
    }

    private String post(String clientConfig) throws WebhookCallException {
        var target = WebhookTarget.of(TestWebhook.tree(clientConfig));
        return new String(client.post(target, SECOND, "{}".getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    private void assertFails(String clientConfig, String message) {
        assertThatThrownBy(() -> post(clientConfig))
                .isInstanceOf(WebhookCallException.class)
                .hasMessage(message);
    }

    private static void echo(com.sun.net.httpserver.HttpExchange exchange, Object review) throws java.io.IOException {
        TestWebhook.send(
                exchange, 200, "{\"query\":\"" + exchange.getRequestURI().getQuery() + "\"}");
    }

    @Test
    void postsAndKeepsTheConnection() throws Exception {
        webhook.at("/a", WebhookClientTest::echo);
        assertThat(post(webhook.client("/a"))).isEqualTo("{\"query\":\"timeout=1s\"}");
        assertThat(post(webhook.client("/a"))).isEqualTo("{\"query\":\"timeout=1s\"}");
        assertThat(webhook.peers).hasSize(2);
        assertThat(webhook.peers.stream().distinct()).hasSize(1);
    }

    @Test
    void reachesServicesThroughTheirEndpoints() throws Exception {
        webhook.at("/hook", WebhookClientTest::echo);
        var service = "{'caBundle':'" + webhook.caBundle()
                + "','service':{'namespace':'tools','name':'hook','path':'/hook','port':8443}}";
        assertFails(service, "Post \"https://hook.tools.svc:8443/hook?timeout=1s\": service \"hook\" not found");
        cluster.post("/api/v1/namespaces", "{'metadata':{'name':'tools'}}");
        cluster.post(
                "/api/v1/namespaces/tools/services",
                "{'metadata':{'name':'hook'},'spec':{'ports':[{'port':8443,'targetPort':" + webhook.port() + "}]}}");
        assertFails(
                service,
                "Post \"https://hook.tools.svc:8443/hook?timeout=1s\": no endpoints available for service \"hook\"");
        // The API refuses loopback addresses in endpoints; the dialer leads there.
        cluster.post(
                "/api/v1/namespaces/tools/endpoints",
                "{'metadata':{'name':'hook'},'subsets':[{'addresses':[{'ip':'10.1.2.3'}],'ports':[{'port':"
                        + webhook.port() + "}]}]}");
        try (var local = new WebhookClient(
                cluster.registry, (host, port) -> NodeDialer.tcp().dial("127.0.0.1", port), clock, new Random(1))) {
            var target = WebhookTarget.of(TestWebhook.tree(service));
            assertThat(JsonReader.any(local.post(target, SECOND, new byte[] {'{', '}'}))
                            .toString())
                    .contains("timeout");
        }
    }

    @Test
    void saysWhatTheServerAnswered() {
        webhook.at("/500", (exchange, review) -> TestWebhook.send(exchange, 500, "out of \"order\"\n"));
        assertFails(
                webhook.client("/500"),
                "an error on the server (\"out of \\\"order\\\"\") has prevented the request from succeeding");
        assertFails(webhook.client("/nowhere"), "the server could not find the requested resource");
    }

    @Test
    void doesNotTrustEveryAuthority() {
        try (var other = new TestWebhook()) {
            var config = "{'url':'" + webhook.url("/a") + "','caBundle':'" + other.caBundle() + "'}";
            assertFails(
                    config,
                    "Post \"" + webhook.url("/a") + "?timeout=1s\": tls: failed to verify certificate: x509:"
                            + " certificate signed by unknown authority");
        }
    }

    @Test
    void wantsTheCertificateToNameTheServer() {
        var config = "{'url':'https://localhost:" + webhook.port() + "/a','caBundle':'" + webhook.caBundle() + "'}";
        assertFails(
                config,
                "Post \"https://localhost:" + webhook.port() + "/a?timeout=1s\": tls: failed to verify certificate:"
                        + " x509: certificate is valid for hook.tools.svc, not localhost");
    }

    @Test
    void givesUpInTime() throws Exception {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var url = "https://127.0.0.1:" + silent.getLocalPort() + "/";
            assertFails("{'url':'" + url + "'}", "Post \"" + url + "?timeout=1s\": context deadline exceeded");
        }
    }

    @Test
    void saysThatNobodyListens() throws Exception {
        int port;
        try (var gone = new ServerSocket(0)) {
            port = gone.getLocalPort();
        }
        var url = "https://127.0.0.1:" + port + "/";
        assertFails(
                "{'url':'" + url + "'}",
                "Post \"" + url + "?timeout=1s\": dial tcp 127.0.0.1:" + port + ": connect: connection refused");
    }
}
