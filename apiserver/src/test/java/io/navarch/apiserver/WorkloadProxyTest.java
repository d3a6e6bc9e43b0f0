package io.navarch.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.navarch.apiserver.bootstrap.Bootstrap;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.apiserver.request.User;
import io.navarch.model.Kind;
import io.navarch.model.core.v1.Endpoints;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.Service;
import io.navarch.model.tree.JsonReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Proxying through the server to the web pages of pods and services. */
@SuppressWarnings("NullAway.Init")
class WorkloadProxyTest {
    private static final User ADMIN = User.of("admin", User.MASTERS);
    private static TestCluster cluster;
    private static HttpServer web;

    @BeforeAll
    static void start() throws IOException {
        web = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        web.createContext("/", exchange -> {
            var body = exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8) + " "
                    + exchange.getRequestHeaders().getFirst("Authorization");
            if (exchange.getRequestURI().getPath().equals("/old")) {
                exchange.getResponseHeaders().add("Location", "/new");
                exchange.sendResponseHeaders(302, -1);
            } else {
                exchange.getResponseHeaders().add("X-Page", "yes");
                exchange.sendResponseHeaders(203, 0);
                exchange.getResponseBody().write(body.getBytes(StandardCharsets.UTF_8));
            }
            exchange.close();
        });
        web.start();
        // Pods live at addresses that are not of this machine.
        cluster = new TestCluster(config -> config.withDialer((host, port) -> {
            assertThat(host + ":" + port).isEqualTo("10.1.2.3:8080");
            return new Socket(
                    InetAddress.getByName("127.0.0.1"), web.getAddress().getPort());
        }));
        create(Pod.KIND, """
                {"metadata":{"namespace":"default","name":"p"},"spec":{"nodeName":"n",
                "containers":[{"name":"c","image":"i","ports":[{"containerPort":8080}]}]}}""");
        cluster.server.stores().of("", "pods").guaranteedUpdate("default", "p", false, stored -> {
            var pod = new Pod(stored);
            return pod.withStatus(pod.status().withPodIP("10.1.2.3")).tree();
        });
        create(Service.KIND, """
                {"metadata":{"namespace":"default","name":"s"},"spec":{"ports":[{"name":"http","port":80,
                "targetPort":8080},{"name":"other","port":81}]}}""");
        create(Endpoints.KIND, """
                {"metadata":{"namespace":"default","name":"s"},"subsets":[{"addresses":[{"ip":"10.1.2.3"}],
                "ports":[{"name":"http","port":8080}]}]}""");
    }

    private static void create(Kind<?> kind, String json) {
        var object = JsonReader.struct(kind.type(), json.getBytes(StandardCharsets.UTF_8));
        cluster.server.stores().of(kind.group(), kind.resource()).create(Bootstrap.SERVER, object, false);
    }

    @AfterAll
    static void stop() {
        cluster.close();
        web.stop(0);
    }

    private static ApiResponse call(String method, String target, String body) {
        return cluster.server
                .pipeline()
                .handle(
                        method,
                        "/api/v1/namespaces/default/" + target,
                        Map.of("authorization", "Bearer secret"),
                        body.getBytes(StandardCharsets.UTF_8),
                        ADMIN);
    }

    private static String text(ApiResponse answer) throws InterruptedException {
        return switch (answer.body()) {
            case ApiResponse.Bytes bytes -> new String(bytes.toByteArray(), StandardCharsets.UTF_8);
            case ApiResponse.Stream stream -> {
                var text = new StringBuilder();
                try (var frames = stream.frames()) {
                    for (var piece = frames.next(); piece != null; piece = frames.next()) {
                        text.append(new String(piece, StandardCharsets.UTF_8));
                    }
                }
                yield text.toString();
            }
            case ApiResponse.Takeover takeover -> "";
            case ApiResponse.Lost lost -> "";
        };
    }

    @Test
    void reachesAPod() throws Exception {
        var answer = call("GET", "pods/p/proxy/a%20b/c?x=1&y=2%263", "");
        assertThat(answer.status()).isEqualTo(203);
        assertThat(answer.headers().get("X-page")).isEqualTo(List.of("yes"));
        assertThat(text(answer)).isEqualTo("GET /a%20b/c?x=1&y=2%263  null");
        assertThat(text(call("POST", "pods/p:8080/proxy/", "content"))).isEqualTo("POST / content null");
    }

    @Test
    void reachesAServiceByPortNameAndNumber() throws Exception {
        assertThat(text(call("GET", "services/s:http/proxy/", ""))).startsWith("GET / ");
        assertThat(text(call("GET", "services/s:80/proxy/x", ""))).startsWith("GET /x ");
        assertThat(text(call("GET", "services/s:other/proxy/x", "")))
                .contains("no endpoints available for service \\\"s:other\\\"");
        assertThat(text(call("GET", "services/s:nope/proxy/x", "")))
                .contains("no service port \\\"nope\\\" found for service \\\"s\\\"");
    }

    @Test
    void keepsRedirectsBelowTheProxy() {
        assertThat(call("GET", "pods/p/proxy", "").headers().get("Location"))
                .isEqualTo(List.of("/api/v1/namespaces/default/pods/p/proxy/"));
        assertThat(call("GET", "pods/p/proxy/old", "").headers().get("Location"))
                .isEqualTo(List.of("/api/v1/namespaces/default/pods/p/proxy/new"));
    }
}
