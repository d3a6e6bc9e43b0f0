package io.navarch.apiserver.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.apiserver.openapi.OpenApiV2;
import io.navarch.apiserver.openapi.OpenApiV3;
import io.navarch.apiserver.request.ApiHandler;
import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.apiserver.request.RequestInfo;
import io.navarch.apiserver.request.User;
import io.navarch.model.kind.Kinds;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DiscoveryTest {
    private static final String V2 = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    private final Discovery discovery = new Discovery(Kinds::builtIn, List::of, "10.0.0.1:6443");

    private static ApiResponse get(ApiHandler handler, String path, Map<String, String> headers) throws Exception {
        var info = RequestInfo.of("GET", path, Map.of());
        return handler.handle(new ApiRequest("GET", path, Map.of(), headers, new byte[0], User.ANONYMOUS, info));
    }

    private static Dict json(ApiResponse response) {
        return (Dict) JsonReader.any(((ApiResponse.Bytes) response.body()).toByteArray());
    }

    private Dict get(String path) throws Exception {
        return json(get(discovery, path, Map.of()));
    }

    private static Dict named(@Nullable Object list, String key, String name) {
        for (var item : (List<?>) java.util.Objects.requireNonNull(list)) {
            if (name.equals(((Dict) item).get(key))) {
                return (Dict) item;
            }
        }
        throw new AssertionError("no " + name);
    }

    @Test
    void listsResourcesWithTheNamesAndHashesOfUpstream() throws Exception {
        var pods = named(get("/api/v1").get("resources"), "name", "pods");
        assertThat(pods.get("shortNames")).isEqualTo(List.of("po"));
        assertThat(pods.get("categories")).isEqualTo(List.of("all"));
        assertThat(pods.get("storageVersionHash")).isEqualTo("xPOwRZ+Yhw8=");
        var eviction = named(get("/api/v1").get("resources"), "name", "pods/eviction");
        assertThat(eviction.get("group")).isEqualTo("policy");
        var scale = named(get("/apis/apps/v1").get("resources"), "name", "deployments/scale");
        assertThat(scale.get("kind")).isEqualTo("Scale");
        assertThat(scale.get("group")).isEqualTo("autoscaling");
    }

    @Test
    void listsGroupsWithTheDroppedOnesLast() throws Exception {
        var groups = (List<?>) java.util.Objects.requireNonNull(get("/apis").get("groups"));
        assertThat(((Dict) groups.get(0)).get("name")).isEqualTo("apiregistration.k8s.io");
        assertThat(((Dict) groups.get(1)).get("name")).isEqualTo("apps");
        assertThat(((Dict) groups.get(groups.size() - 1)).get("name")).isEqualTo("extensions");
        assertThat(get("/api").get("versions")).isEqualTo(List.of("v1"));
        assertThat(get(discovery, "/apis/none", Map.of()).status()).isEqualTo(404);
    }

    @Test
    void aggregatesForThoseWhoAsk() throws Exception {
        var answer =
                get(discovery, "/apis", Map.of("accept", V2 + "," + V2.replace("v2", "v2beta1") + ",application/json"));
        assertThat(answer.contentType()).isEqualTo(V2);
        var groups = (List<?>) java.util.Objects.requireNonNull(json(answer).get("items"));
        var apps = (Dict) groups.get(1);
        var version = (Dict) ((List<?>) java.util.Objects.requireNonNull(apps.get("versions"))).get(0);
        var deployments = named(version.get("resources"), "resource", "deployments");
        assertThat(deployments.get("scope")).isEqualTo("Namespaced");
        assertThat(named(deployments.get("subresources"), "subresource", "scale")
                        .get("responseKind"))
                .isEqualTo(Dict.of("group", "autoscaling", "kind", "Scale").with("version", "v1"));
    }

    @Test
    void answersThatNothingChanged() throws Exception {
        var first = get(discovery, "/api", Map.of("accept", V2));
        var etag = java.util.Objects.requireNonNull(first.headers().get("ETag")).get(0);
        assertThat(get(discovery, "/api", Map.of("accept", V2, "if-none-match", etag))
                        .status())
                .isEqualTo(304);
    }

    @Test
    void describesEverythingItRefersTo() throws Exception {
        var openApi = new OpenApiV3(Kinds::builtIn, List::of);
        var index = json(get(openApi, "/openapi/v3", Map.of()));
        assertThat(((Dict) java.util.Objects.requireNonNull(index.get("paths"))).keySet())
                .contains("api/v1", "apis/apps/v1");
        for (var place : List.of("api/v1", "apis/apps/v1", "apis/apiextensions.k8s.io/v1")) {
            var document = json(get(openApi, "/openapi/v3/" + place, Map.of()));
            var schemas = (Dict) java.util.Objects.requireNonNull(
                    ((Dict) java.util.Objects.requireNonNull(document.get("components"))).get("schemas"));
            assertThat(schemas.keySet()).containsAll(references(document, "#/components/schemas/", new HashSet<>()));
        }
        var whole = json(get(new OpenApiV2(Kinds::builtIn), "/openapi/v2", Map.of()));
        var definitions = (Dict) java.util.Objects.requireNonNull(whole.get("definitions"));
        assertThat(definitions.keySet()).containsAll(references(whole, "#/definitions/", new HashSet<>()));
    }

    private static Set<String> references(Object value, String prefix, Set<String> found) {
        switch (value) {
            case Dict dict ->
                dict.forEachMember((name, member) -> {
                    if (name.equals("$ref") && member instanceof String text && text.startsWith(prefix)) {
                        found.add(text.substring(prefix.length()));
                    }
                    references(member, prefix, found);
                });
            case List<?> list -> list.forEach(item -> references(item, prefix, found));
            default -> {}
        }
        return found;
    }
}
