package io.navarch.apiserver.watchcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.model.kind.Kinds;
import io.navarch.model.tree.DecodeException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ObjectScannerTest {
    private static final String HEAD = "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{";

    private static CachedObject scan(String json) {
        var pod = Kinds.builtIn().definition("", "pods").orElseThrow();
        var version = pod.storageVersion();
        return new ObjectScanner(version.type(), version.selectableFields())
                .scan("/registry/pods/default/a", json.getBytes(StandardCharsets.UTF_8), 7);
    }

    private static String field(CachedObject pod, String path) {
        var fields = Kinds.builtIn()
                .definition("", "pods")
                .orElseThrow()
                .storageVersion()
                .selectableFields();
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).path().equals(path)) {
                return String.valueOf(pod.fields()[i]);
            }
        }
        throw new AssertionError(path);
    }

    @Test
    void findsLabelsAndFieldsBetweenAllElse() {
        var pod = scan(HEAD
                + "\"name\":\"a\",\"labels\":{\"app\":\"web\",\"tier\":\"\"},\"annotations\":{\"x\":\"}{][\\\"labels\\\"\"}},"
                + "\"spec\":{\"containers\":[{\"name\":\"c\",\"env\":[{\"name\":\"nodeName\",\"value\":\"no\"}]}],"
                + "\"hostNetwork\":true,\"nodeName\":\"n1\"},\"status\":{\"phase\":\"Running\",\"podIP\":null}}");
        assertThat(pod.labels()).isEqualTo(Map.of("app", "web", "tier", ""));
        assertThat(field(pod, "spec.nodeName")).isEqualTo("n1");
        assertThat(field(pod, "spec.hostNetwork")).isEqualTo("true");
        assertThat(field(pod, "status.phase")).isEqualTo("Running");
        assertThat(field(pod, "status.podIP")).isEmpty();
    }

    @Test
    void readsWhiteSpaceEscapesAndLettersBeyondAscii() {
        var pod = scan(
                " { \"metadata\" : { \"labels\" : { \"a\\u0062\" : \"\\\"ü\\\"\" , \"ö\" : \"ä\" } } , \"spec\" : { } } ");
        assertThat(pod.labels()).isEqualTo(Map.of("ab", "\"ü\"", "ö", "ä"));
        assertThat(field(pod, "spec.hostNetwork")).isEqualTo("false");
    }

    @Test
    void showsAFieldUnderEachOfItsNames() {
        var events = Kinds.builtIn().definition("", "events").orElseThrow().storageVersion();
        var json = "{\"involvedObject\":{\"name\":\"p\"},\"reportingComponent\":\"kubelet\"}";
        var fields = new ObjectScanner(events.type(), events.selectableFields())
                .scan("/registry/events/default/a", json.getBytes(StandardCharsets.UTF_8), 7)
                .fields();
        var found = new TreeMap<String, String>();
        for (int i = 0; i < fields.length; i++) {
            if (!fields[i].isEmpty()) {
                found.put(events.selectableFields().get(i).name(), fields[i]);
            }
        }
        assertThat(found)
                .isEqualTo(Map.of(
                        "involvedObject.name", "p",
                        "regarding.name", "p",
                        "reportingComponent", "kubelet",
                        "reportingController", "kubelet"));
    }

    @Test
    void refusesWhatEndsTooEarly() {
        assertThatThrownBy(() -> scan(HEAD + "\"name\":\"a")).isInstanceOf(DecodeException.class);
        assertThatThrownBy(() -> scan("[]")).isInstanceOf(DecodeException.class);
    }
}
