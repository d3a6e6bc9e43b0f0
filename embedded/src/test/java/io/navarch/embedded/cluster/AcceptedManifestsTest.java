package io.navarch.embedded.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.navarch.client.Call;
import io.navarch.model.kind.Kinds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Objects that are right are taken, whatever fields they use, none of which is unknown; and so are they once more as they were given
 * back, and with a label.
 */
class AcceptedManifestsTest {
    private static final Pattern API_VERSION = Pattern.compile("(?m)^apiVersion: (.*)$");
    private static final Pattern KIND = Pattern.compile("(?m)^kind: (.*)$");
    private static final Pattern NAME = Pattern.compile("(?m)^metadata:\\s+\\{?name: ([^,}\\s]+)");
    private static final Pattern NAMESPACE = Pattern.compile("(?m)^metadata: .*[{ ]namespace: ([^,}]+)");

    private static ManualCluster cluster;

    @BeforeAll
    static void start() throws InterruptedException {
        cluster = new ManualCluster(0);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @TestFactory
    Stream<DynamicTest> areTaken() {
        return Stream.of("pods.yaml", "namespaced.yaml", "cluster.yaml")
                .flatMap(AcceptedManifestsTest::documents)
                .map(document -> dynamicTest(
                        found(KIND, document, "") + " " + found(NAME, document, ""), () -> create(document)));
    }

    private static Stream<String> documents(String file) {
        try (var stream = AcceptedManifestsTest.class.getResourceAsStream("accepted/" + file)) {
            var text = new String(Objects.requireNonNull(stream, file).readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(text.split("(?m)^---$"));
        } catch (IOException e) {
            throw new AssertionError(file, e);
        }
    }

    private static String found(Pattern pattern, String document, String otherwise) {
        var matcher = pattern.matcher(document);
        return matcher.find() ? matcher.group(1) : otherwise;
    }

    private static void create(String document) throws InterruptedException {
        var apiVersion = found(API_VERSION, document, "");
        var kind = Kinds.builtIn()
                .byKind(apiVersion, found(KIND, document, ""))
                .orElseThrow()
                .definition();
        var namespace = kind.namespaced() ? "/namespaces/" + found(NAMESPACE, document, "default") : "";
        var path = (apiVersion.contains("/") ? "/apis/" : "/api/") + apiVersion + namespace + "/" + kind.plural();
        call("POST", path + "?fieldValidation=Strict", "application/yaml", bytes(document), 201);
        var object = path + "/" + found(NAME, document, "");
        // Controllers may come between reading and writing.
        Await.until(
                Duration.ofSeconds(10),
                () -> call("PUT", object, "application/json", call("GET", object, "", new byte[0], 200), 200));
        var label = bytes("{\"metadata\": {\"labels\": {\"seen\": \"true\"}}}");
        call("PATCH", object, "application/merge-patch+json", label, 200);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] call(String method, String path, String contentType, byte[] body, int expected) {
        var answer = cluster.client().transport().call(Call.of(method, path, contentType, body));
        assertThat(answer.status())
                .as(() -> method + ": " + new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo(expected);
        return answer.body();
    }
}
