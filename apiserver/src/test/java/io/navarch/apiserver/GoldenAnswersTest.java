package io.navarch.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.JsonWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Creates are answered as a real cluster of version 1.25 answered them: what defaulting, strategies and admission add, and how
 * faults are told; the values in faults are written as they are since 1.34, in JSON, and limits as they are named now. Where
 * 1.36 is documented to differ, {@link #NO_MORE} and {@link #NEW} say so.
 */
class GoldenAnswersTest {
    /** Members that differ from one cluster to the next. */
    private static final Set<String> UNCOMPARED =
            Set.of("uid", "resourceVersion", "creationTimestamp", "managedFields");

    /** Answered by the reviews' own tests, or recorded where no container may be privileged at all. */
    private static final Set<String> ELSEWHERE = Set.of(
            "defaults: tokenreview",
            "defaults: subjectaccessreview",
            "defaults: selfsubjectrulesreview",
            "refuse pod: runAsNonRoot privileged escalation");

    /** Texts that are made up for each object, and what stands for them. */
    private static final Map<String, String> MADE_UP = Map.of(
            "kube-api-access-[a-z0-9]{5}", "kube-api-access-XXXXX",
            "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "UID",
            "0x[0-9a-f]+", "0xPOINTER");

    /**
     * Lines of recorded answers that 1.36, or plain upstream, does not give, by a pattern of their text; and those it gives
     * beyond. Each names the member, as {@code .spec.replicas = 1}.
     */
    private static final List<String> NO_MORE = List.of(
            // The recorded cluster was a distribution's: it mounts a CA of its own.
            ".*service-ca\\.crt\"",
            // Gone with 1.26: jobs are tracked by finalizers anyway.
            "\\.metadata\\.annotations\\.batch\\.kubernetes\\.io/job-tracking = \"\"",
            // Since 1.27 jobs select by the label with a prefix.
            "\\.spec\\.selector\\.matchLabels\\.controller-uid = \"UID\"",
            // Gone with 1.28: policies have no status.
            "NETWORKPOLICY \\.status = \\{\\}",
            // Go's empty list where no list is: our trees leave it out.
            "\\.status\\.(currentMetrics|conditions) = null",
            // Go's zero of a field that the stored version may leave out.
            "HPA V1 \\.status\\.currentReplicas = 0");

    private static final List<String> NEW = List.of(
            // Since 1.33 pods have a generation.
            "POD \\.metadata\\.generation = 1",
            "\\.spec\\.persistentVolumeClaimRetentionPolicy\\.when(Deleted|Scaled) = \"Retain\"",
            "\\.spec\\.seLinuxMount = false",
            "\\.spec\\.podReplacementPolicy = \"TerminatingOrFailed\"",
            ".*\\.batch\\.kubernetes\\.io/(controller-uid = \"UID\"|job-name = \"x\")");

    @TestFactory
    List<DynamicTest> answersAsRecorded() throws IOException {
        var tests = new ArrayList<DynamicTest>();
        try (var stream = Objects.requireNonNull(getClass().getResourceAsStream("answers.jsonl"))) {
            for (var line : new String(stream.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                var recorded = (Dict) JsonReader.any(line.getBytes(StandardCharsets.UTF_8));
                if (ELSEWHERE.contains(String.valueOf(recorded.get("note")))) {
                    continue;
                }
                tests.add(DynamicTest.dynamicTest(String.valueOf(recorded.get("note")), () -> check(recorded)));
            }
        }
        return tests;
    }

    private static void check(Dict recorded) {
        try (var server = new WholeServer()) {
            var path = recorded.get("path") + "?dryRun=All";
            var answer = server.call("POST", path, "application/json", body(recorded));
            var expected = lines(Objects.requireNonNull(recorded.get("answer")));
            var given = lines(answer.body());
            var missing = new ArrayList<>(expected);
            missing.removeAll(given);
            given.removeAll(expected);
            var about = about(recorded);
            missing.removeIf(line -> allowed(NO_MORE, about, line));
            given.removeIf(line -> allowed(NEW, about, line));
            assertThat(Map.of("missing", missing, "too much", given))
                    .isEqualTo(Map.of("missing", List.of(), "too much", List.of()));
            assertThat((long) answer.status()).isEqualTo(recorded.get("status"));
        }
    }

    /** What a pattern may begin with to hold for such objects only. */
    private static String about(Dict recorded) {
        var path = String.valueOf(recorded.get("path"));
        return path.endsWith("/pods")
                ? "POD "
                : path.endsWith("/networkpolicies")
                        ? "NETWORKPOLICY "
                        : path.contains("/autoscaling/v1/") ? "HPA V1 " : "";
    }

    private static boolean allowed(List<String> patterns, String about, String line) {
        return patterns.stream().anyMatch(pattern -> line.matches(pattern) || (about + line).matches(pattern));
    }

    /** The recorded body; one that was too large to be kept is made again. */
    private static String body(Dict recorded) {
        var body = Objects.requireNonNull(recorded.get("body"));
        return body instanceof Dict
                ? JsonWriter.text(body)
                : "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"x\"},\"data\":{\"a\":\""
                        + "x".repeat(1048577) + "\"}}";
    }

    /** One member a line, without what cannot be equal. */
    private static List<String> lines(Object value) {
        var lines = new ArrayList<String>();
        write("", value, lines);
        return lines;
    }

    private static void write(String path, Object value, List<String> lines) {
        switch (value) {
            case Dict dict -> {
                dict.forEachMember((name, member) -> {
                    if (!UNCOMPARED.contains(name)) {
                        write(path + "." + name, member, lines);
                    }
                });
                if (dict.isEmpty()) {
                    lines.add(path + " = {}");
                }
            }
            case List<?> list -> {
                for (int i = 0; i < list.size(); i++) {
                    write(path + "[" + i + "]", list.get(i), lines);
                }
            }
            default -> {
                var line = path + " = " + JsonWriter.text(value);
                for (var made : MADE_UP.entrySet()) {
                    line = line.replaceAll(made.getKey(), made.getValue());
                }
                lines.add(line);
            }
        }
    }
}
