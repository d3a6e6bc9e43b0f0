package io.navarch.systemtests.kubectl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.navarch.embedded.NavarchCluster;
import io.navarch.systemtests.fixture.Kubectl;
import io.navarch.systemtests.fixture.Waiting;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody with kubectl 1.33 looks into a cluster of a test that waits in {@code cluster.pause()}. */
class PausedClusterTest {
    private static final String VERSION = "1.33";
    private static final Pattern PRINTED = Pattern.compile("(kubectl --kubeconfig (\\S+)) get all -A");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path home;

    /** What a paused test has printed, and its thread. */
    private record Pause(String kubectl, Path file, FutureTask<Boolean> test) {
        static Pause of(NavarchCluster cluster) {
            var said = new ByteArrayOutputStream();
            var before = System.out;
            System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
            try {
                var test = new FutureTask<>(() -> {
                    cluster.pause();
                    return true;
                });
                Thread.ofPlatform().daemon().start(test);
                return Waiting.await(PATIENCE, () -> {
                    var line = PRINTED.matcher(said.toString(StandardCharsets.UTF_8));
                    assertThat(line.find()).isTrue();
                    return new Pause(line.group(1), Path.of(line.group(2)), test);
                });
            } finally {
                System.setOut(before);
            }
        }

        Terminal terminal(Path folder) throws IOException {
            var program = Kubectl.program(VERSION);
            assumeTrue(program.isPresent(), "needs kubectl " + VERSION);
            return Terminal.in(folder, VERSION, program.orElseThrow(), Files.readString(file));
        }

        void end() throws Exception {
            assertThat(test.isDone()).isFalse();
            Files.delete(file);
            assertThat(test.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
    }

    /** Keeps what the clock's watch says. */
    private static final class Notices extends Handler implements AutoCloseable {
        final List<String> heard = new CopyOnWriteArrayList<>();
        private final Logger logger = Logger.getLogger("io.navarch.embedded.time");

        Notices() {
            logger.addHandler(this);
        }

        @Override
        public void publish(LogRecord entry) {
            heard.add(Objects.requireNonNullElse(entry.getMessage(), ""));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            logger.removeHandler(this);
        }
    }

    @Test
    void isLookedInto() throws Exception {
        try (var cluster = NavarchCluster.builder().nodes(2).start()) {
            var pause = Pause.of(cluster);
            var terminal = pause.terminal(home.resolve("running"));
            terminal.run(Script.of(
                    "printed", "$ " + pause.kubectl() + " get all -A --no-headers | cut -d ' ' -f 1\ndefault"));
            terminal.run(Script.read("paused"));
            pause.end();
            assertThat(cluster.requests()).anyMatch(request -> request.agent().startsWith("kubectl/v1.33"));
        }
    }

    @Test
    void saysThatItsTimeStands() throws Exception {
        try (var notices = new Notices();
                var cluster = NavarchCluster.builder().manualClock().start()) {
            var pause = Pause.of(cluster);
            var terminal = pause.terminal(home.resolve("standing"));
            terminal.run(Script.read("paused-standing"));
            assertThat(notices.heard)
                    .singleElement()
                    .asString()
                    .contains("has stood at", "for 5 s while clients wait, and nobody moves it. Waiting: ");

            cluster.clock().advance(Duration.ofMinutes(2));
            terminal.run(Script.read("paused-moved"));
            pause.end();
        }
    }
}
