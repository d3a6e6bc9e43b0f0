package io.navarch.apiserver.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonNull;
import io.navarch.model.tree.JsonReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Faulty and special requests are answered as a real cluster answered them. */
class ProtocolAnswersTest {
    @TestFactory
    List<DynamicTest> answersAsRecorded() throws IOException {
        var tests = new ArrayList<DynamicTest>();
        try (var stream = Objects.requireNonNull(getClass().getResourceAsStream("answers.jsonl"))) {
            for (var line : new String(stream.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                var recorded = (Dict) JsonReader.any(line.getBytes(StandardCharsets.UTF_8));
                tests.add(DynamicTest.dynamicTest(text(recorded, "note"), () -> check(recorded)));
            }
        }
        return tests;
    }

    private static void check(Dict recorded) {
        try (var server = new TestServer()) {
            server.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"default\"}}");
            server.post("/api/v1/namespaces/default/configmaps", TestServer.configMap("kube-root-ca.crt"));
            var uid = server.get("/api/v1/namespaces/default/configmaps/kube-root-ca.crt")
                    .text("metadata", "uid");
            var body = recorded.get("body") instanceof String text ? text : null;
            var answer =
                    server.call(text(recorded, "method"), text(recorded, "path"), text(recorded, "contentType"), body);
            var expected = (Dict) Objects.requireNonNull(recorded.get("answer"));
            assertThat(answer.status()).isEqualTo(((Long) Objects.requireNonNull(recorded.get("status"))).intValue());
            assertThat(answer.text("message").replace(uid, "UID").replaceAll("current: \\d+", "current: 1"))
                    .isEqualTo(text(expected, "message").replaceAll("record \\([-0-9a-f]+\\)", "record (UID)"));
            assertThat(answer.text("reason")).isEqualTo(text(expected, "reason"));
            var details = expected.get("details") instanceof Dict dict ? dict : Dict.EMPTY;
            assertThat(answer.at("details") == null ? Dict.EMPTY : answer.at("details"))
                    .isEqualTo(details);
        }
    }

    private static String text(Dict dict, String name) {
        var value = dict.get(name);
        return value == null || value == JsonNull.NULL ? "" : value.toString();
    }
}
