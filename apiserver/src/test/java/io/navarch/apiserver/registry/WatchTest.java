package io.navarch.apiserver.registry;

import static io.navarch.apiserver.registry.TestServer.configMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.apiserver.request.ApiResponse;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class WatchTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    private final TestServer server = new TestServer();

    @AfterEach
    void close() {
        server.close();
    }

    private static Dict next(ApiResponse.Frames frames) throws InterruptedException {
        return (Dict) JsonReader.any(Objects.requireNonNull(frames.next()));
    }

    /** {@code ADDED a}. */
    private static String seen(ApiResponse.Frames frames) throws InterruptedException {
        var event = next(frames);
        var metadata =
                (Dict) Objects.requireNonNull(((Dict) Objects.requireNonNull(event.get("object"))).get("metadata"));
        return event.get("type") + " " + metadata.get("name");
    }

    private static String version(Dict event) {
        var metadata =
                (Dict) Objects.requireNonNull(((Dict) Objects.requireNonNull(event.get("object"))).get("metadata"));
        return Objects.requireNonNull(metadata.get("resourceVersion")).toString();
    }

    @Test
    void tellsEveryChangeAfterARevision() throws InterruptedException {
        server.post(MAPS, configMap("old"));
        var from = server.get(MAPS).text("metadata", "resourceVersion");
        try (var frames = server.watch(MAPS + "?resourceVersion=" + from)) {
            var created = server.post(MAPS, configMap("a"));
            server.merge(MAPS + "/a", "{\"data\":{\"k\":\"v\"}}");
            server.delete(MAPS + "/a");
            var first = next(frames);
            assertThat(first.get("type")).isEqualTo("ADDED");
            assertThat(first.get("object")).isEqualTo(created.body());
            assertThat(seen(frames)).isEqualTo("MODIFIED a");
            var last = next(frames);
            assertThat(last.get("type")).isEqualTo("DELETED");
            assertThat(version(last)).isEqualTo(Long.toString(server.store.revision()));
        }
    }

    @Test
    void beginsWithWhatIsThereWhenNoRevisionIsNamed() throws InterruptedException {
        server.post(MAPS, configMap("a"));
        server.post(MAPS, configMap("b"));
        try (var frames = server.watch(MAPS)) {
            assertThat(seen(frames)).isEqualTo("ADDED a");
            assertThat(seen(frames)).isEqualTo("ADDED b");
            server.post(MAPS, configMap("c"));
            assertThat(seen(frames)).isEqualTo("ADDED c");
        }
    }

    @Test
    void marksTheEndOfTheInitialEvents() throws InterruptedException {
        server.post(MAPS, configMap("a"));
        var path = MAPS + "?sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
        try (var frames = server.watch(path)) {
            assertThat(seen(frames)).isEqualTo("ADDED a");
            var mark = next(frames);
            assertThat(mark.get("type")).isEqualTo("BOOKMARK");
            assertThat(mark.toString()).contains("k8s.io/initial-events-end");
            assertThat(version(mark)).isEqualTo(Long.toString(server.store.revision()));
        }
    }

    @Test
    void showsObjectsEnteringAndLeavingTheSelection() throws InterruptedException {
        server.post(MAPS, configMap("a"));
        server.post(MAPS, configMap("other"));
        try (var frames = server.watch(MAPS + "?labelSelector=x%3D1")) {
            server.merge(MAPS + "/other", "{\"data\":{\"k\":\"v\"}}");
            server.merge(MAPS + "/a", "{\"metadata\":{\"labels\":{\"x\":\"1\"}}}");
            server.merge(MAPS + "/a", "{\"data\":{\"k\":\"v\"}}");
            var left = server.merge(MAPS + "/a", "{\"metadata\":{\"labels\":{\"x\":\"2\"}}}");
            assertThat(seen(frames)).isEqualTo("ADDED a");
            assertThat(seen(frames)).isEqualTo("MODIFIED a");
            var gone = next(frames);
            assertThat(gone.get("type")).isEqualTo("DELETED");
            assertThat(version(gone)).isEqualTo(left.text("metadata", "resourceVersion"));
            assertThat(gone.toString()).contains("x=1");
        }
    }

    @Test
    void watchesOneObjectByName() throws InterruptedException {
        try (var frames = server.watch(MAPS + "?fieldSelector=metadata.name%3Db")) {
            server.post(MAPS, configMap("a"));
            server.post(MAPS, configMap("b"));
            server.delete(MAPS + "/b");
            assertThat(seen(frames)).isEqualTo("ADDED b");
            assertThat(seen(frames)).isEqualTo("DELETED b");
        }
    }

    @Test
    void sharesOneEncodingAmongWatchers() throws InterruptedException {
        try (var first = server.watch(MAPS);
                var second = server.watch(MAPS)) {
            server.post(MAPS, configMap("a"));
            assertThat(first.next()).isSameAs(second.next());
        }
    }

    @Test
    void saysWhenARevisionIsTooOld() throws InterruptedException {
        server.post(MAPS, configMap("m"));
        server.get(MAPS);
        for (int i = 0; i < 3000; i++) {
            server.merge(MAPS + "/m", "{\"data\":{\"k\":\"" + i + "\"}}");
            server.clock.advance(Duration.ofSeconds(1));
        }
        server.get(MAPS);
        try (var frames = server.watch(MAPS + "?resourceVersion=2")) {
            var error = next(frames);
            assertThat(error.get("type")).isEqualTo("ERROR");
            var status = (Dict) Objects.requireNonNull(error.get("object"));
            assertThat(status.get("code")).isEqualTo(410L);
            assertThat(status.get("reason")).isEqualTo("Expired");
            assertThat(Objects.requireNonNull(status.get("message")).toString())
                    .startsWith("too old resource version: 2 (");
            assertThat(frames.next()).isNull();
        }
    }

    @Test
    void sendsBookmarksAndEndsInTime() throws InterruptedException {
        server.post(MAPS, configMap("a"));
        var from = server.get(MAPS).text("metadata", "resourceVersion");
        var path = MAPS + "?allowWatchBookmarks=true&timeoutSeconds=90&resourceVersion=" + from;
        try (var frames = server.watch(path)) {
            server.clock.advance(Duration.ofSeconds(61));
            var bookmark = next(frames);
            assertThat(bookmark.get("type")).isEqualTo("BOOKMARK");
            assertThat(version(bookmark)).isEqualTo(Long.toString(server.store.revision()));
            server.clock.advance(Duration.ofSeconds(60));
            assertThat(next(frames).get("type")).isEqualTo("BOOKMARK");
            assertThat(frames.next()).isNull();
        }
    }

    @Test
    void showsMetadataAloneToThoseWhoWantNoMore() throws InterruptedException {
        var accept = Map.of("accept", "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json");
        try (var frames = server.watch(MAPS, accept)) {
            server.post(MAPS, "{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"v\"}}");
            var event = next(frames);
            var object = (Dict) Objects.requireNonNull(event.get("object"));
            assertThat(object.get("kind")).isEqualTo("PartialObjectMetadata");
            assertThat(object.get("data")).isNull();
        }
    }

    @Test
    void losesNothingBetweenListAndWatchUnderLoad() throws InterruptedException {
        var writer = Thread.ofVirtual().start(() -> {
            for (int i = 0; i < 500; i++) {
                server.post(MAPS, configMap("m" + i));
            }
        });
        var names = new ArrayList<String>();
        while (server.get(MAPS).names().size() < 100) {
            Thread.onSpinWait();
        }
        var list = server.get(MAPS);
        names.addAll(list.names());
        try (var frames = server.watch(MAPS + "?resourceVersion=" + list.text("metadata", "resourceVersion"))) {
            while (names.size() < 500) {
                names.add(seen(frames).substring("ADDED ".length()));
            }
        }
        writer.join();
        assertThat(names).doesNotHaveDuplicates().containsAll(List.of("m0", "m499"));
    }
}
