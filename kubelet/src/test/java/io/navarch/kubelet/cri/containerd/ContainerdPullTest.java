package io.navarch.kubelet.cri.containerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.navarch.kubelet.cri.ContainerRuntimeException;
import io.navarch.kubelet.cri.ImageSpec;
import io.navarch.kubelet.cri.RegistryAuth;
import io.navarch.kubelet.cri.RpcCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Images come from a registry that wants a password and speaks plain HTTP. */
@Tag("containerd")
@NullUnmarked
class ContainerdPullTest {
    private static final String REGISTRY = "appstore.test:5000";
    private static final String REPOSITORY = "/v2/team/app/";

    private static PrivateContainerd containerd;
    private static HttpServer registry;
    private static OciImage.Content content;

    @BeforeAll
    static void start() throws Exception {
        containerd = new PrivateContainerd();
        content = new OciImage(
                        "unused",
                        PauseProgram.ofHost().architecture(),
                        Map.of("/app", PauseProgram.ofHost().elf()),
                        Map.of(),
                        List.of("/app"),
                        List.of(),
                        List.of())
                .content();
        registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        registry.createContext("/", ContainerdPullTest::answer);
        registry.start();
        RegistryHosts.serve(
                containerd.config.registryHostsDir(),
                REGISTRY,
                "http://127.0.0.1:" + registry.getAddress().getPort());
    }

    @AfterAll
    static void stop() throws Exception {
        if (containerd != null) {
            registry.stop(0);
            containerd.close();
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String wanted = "Basic " + Base64.getEncoder().encodeToString("me:secret".getBytes(StandardCharsets.UTF_8));
            String path = exchange.getRequestURI().getPath();
            if (!wanted.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"team\"");
                exchange.sendResponseHeaders(401, -1);
            } else if (path.equals(REPOSITORY + "manifests/1")) {
                send(exchange, content.manifest());
            } else {
                byte[] blob = content.blobs().get(path.substring(path.indexOf("sha256:") + "sha256:".length()));
                if (blob == null) {
                    exchange.sendResponseHeaders(404, -1);
                } else {
                    send(exchange, blob);
                }
            }
        }
    }

    private static void send(HttpExchange exchange, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", OciImage.MANIFEST_TYPE);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(200, -1);
        } else {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Test
    void aPullAnswersTheIdOfTheImage() {
        var spec = ImageSpec.of(REGISTRY + "/team/app:1");
        var auth = RegistryAuth.basic("me", "secret");
        String id = containerd.runtime().pullImage(spec, auth, null);
        var image = containerd.runtime().imageStatus(spec).orElseThrow();
        assertThat(image.id()).isEqualTo(id);
        assertThat(image.repoTags()).containsExactly(REGISTRY + "/team/app:1");
        assertThat(image.repoDigests().getFirst()).startsWith(REGISTRY + "/team/app@sha256:");
        containerd.runtime().removeImage(spec);
        assertThat(containerd.runtime().imageStatus(spec)).isEmpty();
    }

    @Test
    void aPullWithoutThePasswordFails() {
        assertThatThrownBy(() -> containerd.runtime().pullImage(ImageSpec.of(REGISTRY + "/team/app:1"), null, null))
                .isInstanceOf(ContainerRuntimeException.class)
                .hasMessageStartingWith("rpc error: code = Unknown desc = failed to pull and unpack image \"" + REGISTRY
                        + "/team/app:1\": failed to resolve reference")
                .hasMessageContaining("401 Unauthorized");
    }

    @Test
    void aPullOfWhatIsNotThereIsNotFound() {
        var auth = RegistryAuth.basic("me", "secret");
        String name = REGISTRY + "/team/other:1";
        assertThatThrownBy(() -> containerd.runtime().pullImage(ImageSpec.of(name), auth, null))
                .isInstanceOfSatisfying(ContainerRuntimeException.class, failure -> {
                    assertThat(failure.code()).isEqualTo(RpcCode.NOT_FOUND);
                    assertThat(failure.description())
                            .isEqualTo("failed to pull and unpack image \"" + name
                                    + "\": failed to resolve reference \"" + name + "\": " + name + ": not found");
                });
    }
}
