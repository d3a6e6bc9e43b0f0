package example.fabric8;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.navarch.embedded.NavarchCluster;
import io.navarch.junit.NavarchTest;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What fabric8's mock server does not know about containers: there are none in it. */
@NavarchTest
class ContainersBeyondTheMockServerTest extends ClientTest {
    private static final String TALK = "echo first; sleep 1; echo second; sleep 1; echo third";

    private static int exitCode(ExecWatch watch) throws Exception {
        return watch.exitCode().get(SECONDS, TimeUnit.SECONDS);
    }

    private static PodBuilder talker(String name) {
        return pod(name, "sh", "-c", TALK).editSpec().withRestartPolicy("Never").endSpec();
    }

    @Test
    void execPrintsAndTellsTheExitCode() throws Exception {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        try (var watch = running(pod("exec"))
                .writingOutput(out)
                .writingError(err)
                .exec("sh", "-c", "echo hello; echo oops >&2; exit 3")) {
            assertThat(exitCode(watch)).isEqualTo(3);
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("hello\n");
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("oops\n");
    }

    @Test
    void execIsFed() throws Exception {
        var out = new ByteArrayOutputStream();
        try (var watch =
                running(pod("fed")).redirectingInput().writingOutput(out).exec("cat")) {
            watch.getInput().write("one\ntwo\n".getBytes(StandardCharsets.UTF_8));
            watch.getInput().flush();
            await("the echo", () -> out.toString(StandardCharsets.UTF_8).equals("one\ntwo\n"));
        }
    }

    @Test
    void execOnATerminal() throws Exception {
        var out = new ByteArrayOutputStream();
        try (var watch = running(pod("terminal"))
                .redirectingInput()
                .writingOutput(out)
                .withTTY()
                .exec("sh")) {
            watch.resize(100, 30);
            watch.getInput().write("echo typed\nexit 7\n".getBytes(StandardCharsets.UTF_8));
            watch.getInput().flush();
            assertThat(exitCode(watch)).isEqualTo(7);
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("typed");
    }

    @Test
    void logsWithTheirOptions() throws Exception {
        var pod = running(talker("talker"));
        pod.waitUntilCondition(seen -> seen.getStatus().getPhase().equals("Succeeded"), SECONDS, TimeUnit.SECONDS);

        assertThat(pod.getLog()).isEqualTo("first\nsecond\nthird\n");
        assertThat(pod.tailingLines(2).getLog()).isEqualTo("second\nthird\n");
        assertThat(pod.limitBytes(5).getLog()).isEqualTo("first");
        assertThat(pod.usingTimestamps().tailingLines(1).getLog()).matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z third\n");
        assertThat(pod.inContainer("main").sinceSeconds(3600).getLog()).isEqualTo("first\nsecond\nthird\n");
    }

    @Test
    void logsAreFollowedToTheirEnd() throws Exception {
        var out = new ByteArrayOutputStream();
        try (var watch = running(talker("followed")).watchLog(out)) {
            await("the whole log", () -> out.toString(StandardCharsets.UTF_8).equals("first\nsecond\nthird\n"));
        }
    }

    @Test
    void logsOfTheContainerBefore() {
        client.resource(pod("crasher", "sh", "-c", "echo run; exit 1").build()).create();
        podCalled("crasher")
                .waitUntilCondition(
                        seen -> seen.getStatus().getContainerStatuses().stream()
                                .anyMatch(one -> one.getRestartCount() > 0),
                        SECONDS,
                        TimeUnit.SECONDS);

        assertThat(podCalled("crasher").terminated().getLog()).isEqualTo("run\n");
    }

    @Test
    void attachShowsWhatIsPrinted() throws Exception {
        var out = new ByteArrayOutputStream();
        var pod = running(pod("attached", "sh", "-c", "while true; do echo tick; sleep 1; done"));
        try (var watch = pod.writingOutput(out).attach()) {
            await("a tick", () -> out.toString(StandardCharsets.UTF_8).contains("tick\n"));
        }
    }

    @Test
    void portForwardReachesAServer(NavarchCluster cluster) throws Exception {
        var server = com.sun.net.httpserver.HttpServer.create(new java.net.InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            var body = ("you asked for " + exchange.getRequestURI()).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            try (OutputStream stream = exchange.getResponseBody()) {
                stream.write(body);
            }
        });
        server.start();
        cluster.engine().serve("served", 8080, server.getAddress());
        var pod = running(pod("served")
                .editSpec()
                .editFirstContainer()
                .withImage("served:1")
                .endContainer()
                .endSpec());

        try (var forward = pod.portForward(8080);
                var http = HttpClient.newHttpClient()) {
            for (var path : new String[] {"/a", "/b"}) {
                var uri = URI.create("http://127.0.0.1:" + forward.getLocalPort() + path);
                var answer = http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
                assertThat(answer.body()).isEqualTo("you asked for " + path);
            }
        } finally {
            server.stop(0);
        }
    }

    @Test
    void filesAreCopied(@TempDir Path folder) throws Exception {
        var pod = running(pod("store"));
        var local = Files.writeString(folder.resolve("note.txt"), "kept");

        assertThat(pod.file("/notes/note.txt").upload(local)).isTrue();
        try (var stream = pod.file("/notes/note.txt").read()) {
            assertThat(new String(stream.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("kept");
        }
        assertThat(pod.file("/notes/note.txt").copy(folder.resolve("back.txt"))).isTrue();
        assertThat(folder.resolve("back.txt")).hasContent("kept");
    }

    @Test
    void directoriesAreCopied(@TempDir Path folder) throws Exception {
        var pod = running(pod("shelf"));
        Files.createDirectories(folder.resolve("books/old"));
        Files.writeString(folder.resolve("books/new.txt"), "new");
        Files.writeString(folder.resolve("books/old/old.txt"), "old");

        assertThat(pod.dir("/books").upload(folder.resolve("books"))).isTrue();
        var back = Files.createDirectory(folder.resolve("back"));
        assertThat(pod.dir("/books").copy(back)).isTrue();
        try (var files = Files.walk(back)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("new.txt", "old.txt");
        }
    }

    @Test
    void usageIsMeasured() throws Exception {
        running(pod("busy")
                .editMetadata()
                .addToAnnotations("simulated.navarch.io/cpu", "250m")
                .endMetadata());

        await("the use", () -> client.top().pods().metrics(NAMESPACE).getItems().stream()
                .filter(metrics -> metrics.getMetadata().getName().equals("busy"))
                .flatMap(metrics -> metrics.getContainers().stream())
                .anyMatch(use -> use.getUsage().get("cpu").getNumericalAmount().doubleValue() > 0.2));
        assertThat(client.top().nodes().metrics().getItems()).hasSize(1);
    }
}
