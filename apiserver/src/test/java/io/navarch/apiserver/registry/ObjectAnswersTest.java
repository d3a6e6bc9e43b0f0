package io.navarch.apiserver.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.JsonWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Objects created through the whole path come out, or are refused, as a real cluster did it. */
class ObjectAnswersTest {
    @TestFactory
    List<DynamicTest> answersAsRecorded() throws IOException {
        var tests = new ArrayList<DynamicTest>();
        try (var stream = Objects.requireNonNull(getClass().getResourceAsStream("objects.jsonl"))) {
            for (var line : new String(stream.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                var recorded = (Dict) JsonReader.any(line.getBytes(StandardCharsets.UTF_8));
                tests.add(DynamicTest.dynamicTest(Objects.toString(recorded.get("note")), () -> check(recorded)));
            }
        }
        return tests;
    }

    private static void check(Dict recorded) {
        try (var server = TestServer.whole()) {
            server.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"default\"}}");
            var answer = server.post(
                    Objects.toString(recorded.get("path")),
                    JsonWriter.text(Objects.requireNonNull(recorded.get("body"))));
            var status = ((Long) Objects.requireNonNull(recorded.get("status"))).intValue();
            assertThat(answer.status()).as(answer.body().toString()).isEqualTo(status);
            if (recorded.get("answer") instanceof Dict expected) {
                if (status > 201) {
                    assertThat(answer.text("message")).isEqualTo(Objects.toString(expected.get("message")));
                } else {
                    assertThat(plain(answer.body())).isEqualTo(plain(expected));
                }
            }
        }
    }

    /** Without what differs from one time to the next. */
    private static Dict plain(Dict object) {
        var metadata = (Dict) Objects.requireNonNull(object.get("metadata"));
        for (var name : List.of("uid", "resourceVersion", "creationTimestamp", "managedFields")) {
            metadata = metadata.with(name, null);
        }
        return object.with("metadata", metadata);
    }
}
