package io.navarch.apiserver.registry;

import static io.navarch.apiserver.registry.TestServer.configMap;
import static io.navarch.apiserver.registry.TestServer.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.apiserver.request.RequestInfo;
import io.navarch.apiserver.request.User;
import io.navarch.model.core.v1.ConfigMap;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.meta.v1.WatchEvent;
import io.navarch.model.proto.Envelope;
import io.navarch.model.proto.Messages;
import io.navarch.model.proto.ProtoReader;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.JsonWriter;
import io.navarch.model.tree.Struct;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ProtobufTest {
    private static final String TYPE = "application/vnd.kubernetes.protobuf";
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String PODS = "/api/v1/namespaces/default/pods";

    private final TestServer server = new TestServer();

    @AfterEach
    void close() {
        server.close();
    }

    private ApiResponse call(String method, String path, Map<String, String> headers, byte[] body) {
        try {
            var plain = path.contains("?") ? path.substring(0, path.indexOf('?')) : path;
            Map<String, List<String>> query = path.contains("?limit=2") ? Map.of("limit", List.of("2")) : Map.of();
            return server.registry.handle(new ApiRequest(
                    method,
                    plain,
                    query,
                    headers,
                    body,
                    User.of("admin", User.MASTERS),
                    RequestInfo.of(method, plain, query)));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Struct document(byte[] bytes) {
        var envelope = Envelope.of(bytes);
        var type = Objects.requireNonNull(Messages.type(envelope.apiVersion(), envelope.kind()), envelope.kind());
        return envelope.object(type);
    }

    private static Struct document(ApiResponse answer) {
        assertThat(answer.contentType()).isEqualTo(TYPE);
        return document(((ApiResponse.Bytes) answer.body()).toByteArray());
    }

    private Struct get(String path, String accept) {
        return document(call("GET", path, Map.of("accept", accept), new byte[0]));
    }

    /** The list as JSON; elements of a protobuf list do not say what they are. */
    private Object listed() {
        var list = server.get(MAPS).body();
        var items = ((List<?>) Objects.requireNonNull(list.get("items")))
                .stream()
                        .map(item -> ((Dict) item).with("apiVersion", null).with("kind", null))
                        .toList();
        return list.with("items", items);
    }

    private static Object plain(Struct object) {
        return JsonReader.any(JsonWriter.bytes(object));
    }

    @Test
    void createsAndUpdatesWhatIsSent() {
        var sent = JsonReader.struct(Pod.TYPE, pod("a").getBytes(StandardCharsets.UTF_8));
        var created = call("POST", PODS, Map.of("content-type", TYPE, "accept", TYPE), Envelope.document(sent));
        assertThat(created.status()).isEqualTo(201);
        var shown = document(created);
        assertThat(plain(shown)).isEqualTo(server.get(PODS + "/a").body());
        var changed = new Pod(shown).withMetadata(metadata -> metadata.withLabels(Map.of("b", "c")));
        var updated = call(
                "PUT", PODS + "/a", Map.of("content-type", TYPE + "; charset=x"), Envelope.document(changed.tree()));
        assertThat(updated.contentType()).isEqualTo("application/json");
        assertThat(server.get(PODS + "/a").text("metadata", "labels", "b")).isEqualTo("c");
    }

    @Test
    void refusesWhatDoesNotFit() {
        var map = JsonReader.struct(ConfigMap.TYPE, configMap("a").getBytes(StandardCharsets.UTF_8));
        assertRefused(PODS, Envelope.document(map), "unknown conversion");
        assertRefused(PODS, new byte[] {1, 2, 3}, "the object provided is unrecognized (must be of type Pod)");
        var cut = Envelope.document(JsonReader.struct(Pod.TYPE, pod("a").getBytes(StandardCharsets.UTF_8)));
        assertRefused(PODS, java.util.Arrays.copyOf(cut, cut.length - 3), "unexpected EOF");
        assertRefused(PODS, withoutEnd(cut), "Pod in version \"v1\" cannot be handled as a Pod: ");
    }

    /** The document with a message that ends too early, in an envelope that is whole. */
    private static byte[] withoutEnd(byte[] document) {
        var envelope = Envelope.of(document);
        int length = envelope.length() - 3;
        var head = Envelope.head("v1", "Pod", length);
        return ByteBuffer.allocate(head.length + length)
                .put(head)
                .put(document, envelope.offset(), length)
                .array();
    }

    private void assertRefused(String path, byte[] body, String message) {
        assertThatThrownBy(() -> call("POST", path, Map.of("content-type", TYPE), body))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(400))
                .hasMessageContaining(message);
    }

    @Test
    void listsWhatJsonLists() {
        for (var name : List.of("a", "b", "c")) {
            server.post(MAPS, configMap(name));
        }
        for (int i = 0; i < 2; i++) {
            assertThat(plain(get(MAPS, TYPE + ", application/json"))).isEqualTo(listed());
        }
        server.merge(MAPS + "/b", "{\"data\":{\"k\":\"v\"}}");
        assertThat(plain(get(MAPS, TYPE))).isEqualTo(listed());
        var page = get(MAPS + "?limit=2", TYPE);
        assertThat(((Struct) Objects.requireNonNull(page.get("metadata"))).get("remainingItemCount"))
                .isEqualTo(1L);
    }

    @Test
    void givesMetadataAlone() {
        server.post(MAPS, configMap("a"));
        var one = get(MAPS + "/a", TYPE + ";as=PartialObjectMetadata;g=meta.k8s.io;v=v1");
        assertThat(one.type().goName()).isEqualTo("PartialObjectMetadata");
        assertThat(one.get("metadata"))
                .hasToString(JsonWriter.text(
                        Objects.requireNonNull(server.get(MAPS + "/a").at("metadata"))));
        var answer = call(
                "GET", MAPS, Map.of("accept", TYPE + ";as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"), new byte[0]);
        var envelope = Envelope.of(((ApiResponse.Bytes) answer.body()).toByteArray());
        assertThat(envelope.kind()).isEqualTo("PartialObjectMetadataList");
    }

    @Test
    void tellsChangesInFrames() throws InterruptedException {
        server.post(MAPS, configMap("a"));
        var answer = server.raw(
                "GET",
                MAPS + "?watch=1&allowWatchBookmarks=true&sendInitialEvents=true"
                        + "&resourceVersionMatch=NotOlderThan",
                Map.of("accept", TYPE));
        assertThat(answer.contentType()).isEqualTo(TYPE + ";stream=watch");
        try (var frames = ((ApiResponse.Stream) answer.body()).frames()) {
            assertThat(event(frames)).startsWith("ADDED {\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":");
            assertThat(event(frames)).startsWith("BOOKMARK").contains("k8s.io/initial-events-end");
            server.merge(MAPS + "/a", "{\"data\":{\"k\":\"v\"}}");
            assertThat(event(frames)).startsWith("MODIFIED").contains("\"data\":{\"k\":\"v\"}");
            server.delete(MAPS + "/a");
            assertThat(event(frames)).startsWith("DELETED");
        }
    }

    private static String event(ApiResponse.Frames frames) throws InterruptedException {
        var frame = ByteBuffer.wrap(Objects.requireNonNull(frames.next()));
        assertThat(frame.getInt()).isEqualTo(frame.remaining());
        var event = ProtoReader.struct(WatchEvent.TYPE, frame.array(), 4, frame.remaining());
        return event.get("type") + " " + event.get("object");
    }

    @Test
    void answersDeletionsAndOptions() {
        server.post(MAPS, configMap("a"));
        var options = io.navarch.model.meta.v1.DeleteOptions.EMPTY
                .tree()
                .with("apiVersion", "v1")
                .with("kind", "DeleteOptions")
                .with("preconditions", null)
                .with("propagationPolicy", "Background");
        var deleted =
                call("DELETE", MAPS + "/a", Map.of("content-type", TYPE, "accept", TYPE), Envelope.document(options));
        assertThat(document(deleted).get("status")).isEqualTo("Success");
        assertThat(server.get(MAPS).names()).isEmpty();
    }

    @Test
    void givesNoTables() {
        server.post(MAPS, configMap("a"));
        var tables = TYPE + ";as=Table;g=meta.k8s.io;v=v1";
        var answer = call("GET", MAPS, Map.of("accept", tables + ",application/json"), new byte[0]);
        assertThat(answer.contentType()).isEqualTo("application/json");
        assertThat(((Dict) JsonReader.any(((ApiResponse.Bytes) answer.body()).toByteArray())).get("kind"))
                .isEqualTo("ConfigMapList");
        assertThatThrownBy(() -> call("GET", MAPS, Map.of("accept", tables), new byte[0]))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(406));
    }
}
