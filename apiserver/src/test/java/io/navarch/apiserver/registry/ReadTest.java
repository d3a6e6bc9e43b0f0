package io.navarch.apiserver.registry;

import static io.navarch.apiserver.registry.TestServer.configMap;
import static io.navarch.apiserver.registry.TestServer.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.apiserver.request.ApiResponse;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReadTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

    private final TestServer server = new TestServer();

    @AfterEach
    void close() {
        server.close();
    }

    private void create(String... names) {
        for (var name : names) {
            server.post(MAPS, configMap(name));
        }
    }

    @Test
    void listsInKeyOrderWithTheRevisionOfTheStore() {
        create("b", "a", "c");
        server.post("/api/v1/namespaces/other/configmaps", configMap("z"));
        var list = server.get(MAPS);
        assertThat(list.text("kind")).isEqualTo("ConfigMapList");
        assertThat(list.text("apiVersion")).isEqualTo("v1");
        assertThat(list.names()).containsExactly("a", "b", "c");
        assertThat(list.text("metadata", "resourceVersion")).isEqualTo(Long.toString(server.store.revision()));
        assertThat(server.get("/api/v1/configmaps").names()).containsExactly("a", "b", "c", "z");
    }

    @Test
    void pagesThroughOneConsistentState() {
        create("a", "b", "c", "d", "e");
        var first = server.get(MAPS + "?limit=2");
        assertThat(first.names()).containsExactly("a", "b");
        assertThat(first.text("metadata", "remainingItemCount")).isEqualTo("3");
        server.delete(MAPS + "/d");
        create("cc");
        var second = server.get(MAPS + "?limit=2&continue=" + first.text("metadata", "continue"));
        assertThat(second.names()).containsExactly("c", "d");
        assertThat(second.text("metadata", "resourceVersion")).isEqualTo(first.text("metadata", "resourceVersion"));
        assertThat(second.text("metadata", "remainingItemCount")).isEqualTo("1");
        var third = server.get(MAPS + "?limit=2&continue=" + second.text("metadata", "continue"));
        assertThat(third.names()).containsExactly("e");
        assertThat(third.at("metadata", "continue")).isNull();
    }

    @Test
    void pagesThroughASelection() {
        for (int i = 0; i < 30; i++) {
            server.post(MAPS, "{\"metadata\":{\"name\":\"m%02d\",\"labels\":{\"x\":\"%d\"}}}".formatted(i, i % 3));
        }
        var names = new java.util.ArrayList<String>();
        var token = "";
        do {
            var page =
                    server.get(MAPS + "?limit=4&labelSelector=x%3D1" + (token.isEmpty() ? "" : "&continue=" + token));
            names.addAll(page.names());
            token = page.text("metadata", "continue");
            assertThat(page.at("metadata", "remainingItemCount")).isNull();
        } while (!token.isEmpty());
        assertThat(names).hasSize(10).contains("m01", "m28").isSorted();
    }

    @Test
    void offersAnInconsistentRestWhenThePastIsGone() {
        create("a", "b", "c");
        var first = server.get(MAPS + "?limit=1");
        create("d");
        server.store.compact(server.store.revision());
        var expired = server.get(MAPS + "?limit=1&continue=" + first.text("metadata", "continue"));
        assertThat(expired.status()).isEqualTo(410);
        assertThat(expired.text("reason")).isEqualTo("Expired");
        var rest = server.get(MAPS + "?limit=9&continue=" + expired.text("metadata", "continue"));
        assertThat(rest.names()).containsExactly("b", "c", "d");
    }

    @Test
    void listsAnExactRevision() {
        create("a");
        var version = server.get(MAPS).text("metadata", "resourceVersion");
        create("b");
        var past = server.get(MAPS + "?resourceVersionMatch=Exact&resourceVersion=" + version);
        assertThat(past.names()).containsExactly("a");
        assertThat(past.text("metadata", "resourceVersion")).isEqualTo(version);
    }

    @Test
    void selectsByFields() {
        server.post(PODS, pod("p"));
        server.post(PODS, pod("q"));
        server.merge(PODS + "/q", "{\"spec\":{\"nodeName\":\"n1\"}}");
        server.registry
                .of("", "pods")
                .guaranteedUpdate(
                        "default",
                        "q",
                        false,
                        pod -> pod.with(
                                "spec",
                                ((io.navarch.model.tree.Struct) Objects.requireNonNull(pod.get("spec")))
                                        .with("nodeName", "n1")));
        assertThat(server.get(PODS + "?fieldSelector=spec.nodeName%3Dn1").names())
                .containsExactly("q");
        assertThat(server.get(PODS + "?fieldSelector=spec.nodeName%3D").names()).containsExactly("p");
        assertThat(server.get(PODS + "?fieldSelector=metadata.name%3Dp,status.phase%3DPending")
                        .names())
                .containsExactly("p");
        assertThat(server.get("/api/v1/pods?fieldSelector=metadata.name%3Dp").names())
                .containsExactly("p");
        assertThat(server.get("/api/v1/pods?fieldSelector=metadata.namespace!%3Ddefault")
                        .names())
                .isEmpty();
        assertThat(server.get(PODS + "?fieldSelector=spec.hostNetwork%3Dfalse").names())
                .containsExactly("p", "q");
    }

    @Test
    void answersTablesPartialObjectsAndYaml() {
        create("a", "b");
        assertThat(server.call("GET", MAPS, Map.of("accept", TABLE), null).at("rows"))
                .isEqualTo(List.of("a", "b"));
        var accept = Map.of("accept", "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1");
        server.merge(MAPS + "/a", "{\"metadata\":{\"annotations\":{\"odd\":\"}{\\\"\"}},\"data\":{\"k\":\"v\"}}");
        var partial = server.call("GET", MAPS, accept, null);
        assertThat(partial.text("kind")).isEqualTo("PartialObjectMetadataList");
        assertThat(partial.text("items", "0", "kind")).isEqualTo("PartialObjectMetadata");
        assertThat(partial.text("items", "0", "metadata", "annotations", "odd")).isEqualTo("}{\"");
        assertThat(partial.at("items", "0", "data")).isNull();
        var yaml = server.raw("GET", MAPS + "/a", Map.of("accept", "application/yaml"));
        assertThat(yaml.contentType()).isEqualTo("application/yaml");
        assertThat(text(yaml)).startsWith("apiVersion: v1\ndata:\n  k: v\nkind: ConfigMap\nmetadata:\n");
        var none = server.call("GET", MAPS, Map.of("accept", "image/png"), null);
        assertThat(none.status()).isEqualTo(406);
    }

    @Test
    void laysOutJsonForPeople() {
        create("a");
        var answer = text(server.raw("GET", MAPS + "/a?pretty=true", Map.of()));
        assertThat(answer).startsWith("{\n  \"apiVersion\": \"v1\",\n  \"kind\": \"ConfigMap\",\n  \"metadata\": {\n");
        assertThat(JsonReader.any(answer.getBytes(StandardCharsets.UTF_8))).isInstanceOf(Dict.class);
    }

    @Test
    void readsAVersionNotOlderThanAskedFor() {
        var created = server.post(MAPS, configMap("a"));
        var version = created.text("metadata", "resourceVersion");
        assertThat(server.get(MAPS + "/a?resourceVersion=" + version).status()).isEqualTo(200);
        assertThat(server.get(MAPS + "?resourceVersion=" + version).names()).containsExactly("a");
        assertThat(server.get(MAPS + "?resourceVersion=0&limit=1").status()).isEqualTo(200);
    }

    private static String text(ApiResponse answer) {
        return new String(((ApiResponse.Bytes) answer.body()).toByteArray(), StandardCharsets.UTF_8);
    }
}
