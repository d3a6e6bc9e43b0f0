package io.navarch.apiserver.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VersionsTest {
    private static final String INGRESS =
            "{\"apiVersion\":\"extensions/v1beta1\",\"kind\":\"Ingress\",\"metadata\":{\"name\":\"i\"},"
                    + "\"spec\":{\"rules\":[{\"host\":\"bar.baz.com\",\"http\":{\"paths\":[{\"path\":\"/bar\",\"backend\":"
                    + "{\"serviceName\":\"django-y\",\"servicePort\":18111}}]}}]}}";

    private final TestServer server = new TestServer();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void servesAnOldIngressInItsOwnAndTheStoredVersion() {
        var old = "/apis/extensions/v1beta1/namespaces/default/ingresses";
        var created = server.post(old, INGRESS);
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.text("apiVersion")).isEqualTo("extensions/v1beta1");
        assertThat(created.headers().get("Warning")).hasSize(1);
        var now = server.get("/apis/networking.k8s.io/v1/namespaces/default/ingresses/i");
        assertThat(now.text("apiVersion")).isEqualTo("networking.k8s.io/v1");
        var backend = new String[] {"spec", "rules", "0", "http", "paths", "0", "backend", "service"};
        assertThat(now.text(backend)).contains("django-y");
        var back = server.get(old);
        assertThat(back.text("items", "0", "spec", "rules", "0", "http", "paths", "0", "backend", "serviceName"))
                .isEqualTo("django-y");
        assertThat(back.text("items", "0", "metadata", "resourceVersion"))
                .isEqualTo(created.text("metadata", "resourceVersion"));
    }

    @Test
    void patchesThroughAnotherVersion() {
        var v1 = "/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers";
        var body = "{\"metadata\":{\"name\":\"h\"},\"spec\":{\"maxReplicas\":5,\"targetCPUUtilizationPercentage\":70,"
                + "\"scaleTargetRef\":{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"name\":\"d\"}}}";
        assertThat(server.post(v1, body).status()).isEqualTo(201);
        var patched = server.merge(v1 + "/h", "{\"spec\":{\"targetCPUUtilizationPercentage\":50}}");
        assertThat(patched.text("spec", "targetCPUUtilizationPercentage")).isEqualTo("50");
        var v2 = server.get("/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers/h");
        assertThat(v2.text("spec", "metrics", "0", "resource", "target", "averageUtilization"))
                .isEqualTo("50");
    }

    @Test
    void showsTheSameObjectUnderAnotherVersionNameWithoutATree() throws InterruptedException {
        var old = "/apis/apps/v1beta2/namespaces/default/deployments";
        var body = "{\"metadata\":{\"name\":\"d\"},\"spec\":{\"selector\":{\"matchLabels\":{\"a\":\"b\"}},\"template\":"
                + "{\"metadata\":{\"labels\":{\"a\":\"b\"}},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"x\"}]}}}}";
        try (var frames = server.watch(old)) {
            assertThat(server.post("/apis/apps/v1/namespaces/default/deployments", body)
                            .status())
                    .isEqualTo(201);
            var event = (Dict) JsonReader.any(Objects.requireNonNull(frames.next()));
            assertThat(((Dict) Objects.requireNonNull(event.get("object"))).get("apiVersion"))
                    .isEqualTo("apps/v1beta2");
        }
        assertThat(server.get(old + "/d").text("apiVersion")).isEqualTo("apps/v1beta2");
    }

    @Test
    void sharesEventsBetweenTheirTwoGroups() {
        var body =
                "{\"metadata\":{\"name\":\"e\"},\"regarding\":{\"kind\":\"Pod\",\"name\":\"p\",\"namespace\":\"default\"},"
                        + "\"note\":\"hello\",\"reason\":\"Testing\",\"type\":\"Normal\",\"action\":\"Test\",\"reportingController\":\"x.io/c\","
                        + "\"reportingInstance\":\"c-1\",\"eventTime\":\"2026-01-01T00:00:00.000000Z\"}";
        assertThat(server.post("/apis/events.k8s.io/v1/namespaces/default/events", body)
                        .status())
                .isEqualTo(201);
        var core = server.get("/api/v1/namespaces/default/events?fieldSelector=involvedObject.name%3Dp");
        assertThat(core.text("items", "0", "message")).isEqualTo("hello");
        assertThat(core.text("items", "0", "involvedObject", "name")).isEqualTo("p");
    }
}
