package io.navarch.model.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.PodSpec;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonCodecTest {
    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void readsAPodAndWritesItBack() {
        var json = """
                {"apiVersion":"v1","kind":"Pod","metadata":{"labels":{"a":"ü€😀\\n"},"name":"p"},\
                "spec":{"containers":[{"image":"nginx","name":"c","ports":[{"containerPort":80}]}],"hostNetwork":true}}""";
        var pod = Pod.KIND.read(utf8(json));
        assertThat(pod.name()).isEqualTo("p");
        assertThat(pod.metadata().labels()).containsEntry("a", "ü€😀\n");
        assertThat(pod.spec().containers().getFirst().ports().getFirst().containerPort())
                .isEqualTo(80);
        assertThat(pod.spec().hostNetwork()).isTrue();
        assertThat(pod.spec().nodeName()).isEmpty();
        assertThat(pod.toString()).isEqualTo(json);
    }

    @Test
    void keepsFieldSetsAsTheBytesTheyCameIn() {
        var json = """
                {"metadata":{"managedFields":[{"fieldsV1":{"f:a":{"f:b":{}}},"manager":"m"},{"fieldsV1":"x","manager":"n"}]}}""";
        var framed = utf8("  " + json + " ");
        var pod = JsonReader.struct(Pod.TYPE, framed, 1, framed.length - 1, null);
        assertThat(pod).hasToString(json);
        var entry = new Pod(pod).metadata().managedFields().getFirst();
        assertThat(entry.tree().get("fieldsV1")).isEqualTo(new RawJson(utf8("{\"f:a\":{\"f:b\":{}}}")));
    }

    @Test
    void changesMakeCopies() {
        var pod = Pod.EMPTY.withSpec(PodSpec.EMPTY.withNodeName("n"));
        var moved = pod.withSpec(spec -> spec.withNodeName("m"));
        assertThat(pod.spec().nodeName()).isEqualTo("n");
        assertThat(moved.spec().nodeName()).isEqualTo("m");
        assertThat(moved.withSpec(spec -> spec.withNodeName("n"))).isEqualTo(pod);
    }

    @Test
    void refusesWrongTypesInGosWords() {
        assertThatThrownBy(() -> Pod.KIND.read(utf8("{\"spec\":{\"containers\":\"x\"}}")))
                .isInstanceOf(DecodeException.class)
                .hasMessage(
                        "json: cannot unmarshal string into Go struct field PodSpec.spec.containers of type []v1.Container");
        assertThatThrownBy(() -> Pod.KIND.read(utf8("{\"kind\":\"Pod\","))).hasMessage("unexpected end of JSON input");
    }

    @Test
    void reportsUnknownAndDuplicateMembersWithTheirPaths() {
        var findings = new DecodeFindings();
        var json = utf8(
                "{\"nope\":1,\"metadata\":{\"labels\":{\"a\":\"1\",\"a\":\"2\"}},\"spec\":{\"containers\":[{},{\"foo\":{\"x\":1}}]}}");
        JsonReader.struct(Pod.TYPE, json, 0, json.length, findings);
        assertThat(findings.messages())
                .containsExactly(
                        "unknown field \"nope\"",
                        "duplicate field \"metadata.labels.a\"",
                        "unknown field \"spec.containers[1].foo\"");
    }

    @Test
    void keepsUnknownMembersOfOpenTypes() {
        var open = new StructType("io.example.v1.Open", true, java.util.List::of);
        var struct = JsonReader.struct(open, utf8("{\"b\":{\"c\":[1,2.5,null]},\"a\":true}"));
        assertThat(struct.toString()).isEqualTo("{\"a\":true,\"b\":{\"c\":[1,2.5,null]}}");
        assertThat(struct.with("a", null).toString()).isEqualTo("{\"b\":{\"c\":[1,2.5,null]}}");
    }
}
