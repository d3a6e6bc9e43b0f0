package io.navarch.kubelet.cri.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.kubelet.cri.LogLine;
import io.navarch.kubelet.cri.LogSource;
import io.navarch.kubelet.cri.LogStart;
import io.navarch.runtime.Clock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Log files are read as engines write, rotate and cut them. */
class FileLogSourceTest {
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00.000000001Z");

    @TempDir
    private Path directory = Path.of("replaced");

    private Path file = Path.of("replaced");

    @BeforeEach
    void makeTheFile() throws IOException {
        file = directory.resolve("0.log");
        Files.createFile(file);
    }

    private void append(String... texts) throws IOException {
        for (int i = 0; i < texts.length; i++) {
            raw(CriLogFormat.format(new LogLine(
                    TIME.plusSeconds(i),
                    LogLine.Stream.STDOUT,
                    false,
                    (texts[i] + "\n").getBytes(StandardCharsets.UTF_8))));
        }
    }

    private void raw(byte[] bytes) throws IOException {
        Files.write(file, bytes, StandardOpenOption.APPEND, StandardOpenOption.CREATE);
    }

    private LogSource open(LogStart start) throws IOException {
        return FileLogSource.open(file, start, Clock.system());
    }

    private static List<String> rest(LogSource log) throws Exception {
        List<String> texts = new ArrayList<>();
        for (var line = log.next(Duration.ZERO); line.isPresent(); line = log.next(Duration.ZERO)) {
            texts.add(line.get().text());
        }
        return texts;
    }

    @Test
    void aLineIsTimeStreamTagsAndContent() {
        var line = CriLogFormat.parse(
                        "2016-10-06T00:17:09.669794202Z stderr F some  text\n".getBytes(StandardCharsets.UTF_8))
                .orElseThrow();
        assertThat(line.time()).isEqualTo(Instant.parse("2016-10-06T00:17:09.669794202Z"));
        assertThat(line.stream()).isEqualTo(LogLine.Stream.STDERR);
        assertThat(line.text()).isEqualTo("some  text\n");
        assertThat(CriLogFormat.format(line))
                .asString()
                .isEqualTo("2016-10-06T00:17:09.669794202Z stderr F some  text\n");
        var part = CriLogFormat.parse("2016-10-06T02:17:09.5+02:00 stdout P:x half\n".getBytes(StandardCharsets.UTF_8))
                .orElseThrow();
        assertThat(part.partial()).isTrue();
        assertThat(part.text()).isEqualTo("half");
        assertThat(part.time()).isEqualTo(Instant.parse("2016-10-06T00:17:09.5Z"));
        assertThat(CriLogFormat.parse("nonsense\n".getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
        assertThat(CriLogFormat.parse("yesterday stdout F x\n".getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
    }

    @Test
    void readsOnAsTheFileGrowsButNoHalfLines() throws Exception {
        append("one");
        try (var log = open(LogStart.BEGINNING)) {
            assertThat(rest(log)).containsExactly("one\n");
            raw("2026-01-01T00:00:00Z stdout F ha".getBytes(StandardCharsets.UTF_8));
            assertThat(rest(log)).isEmpty();
            raw("lf\n".getBytes(StandardCharsets.UTF_8));
            assertThat(rest(log)).containsExactly("half\n");
        }
    }

    @Test
    void leavesOutWhatIsNoLogLine() throws Exception {
        raw("garbage\n".getBytes(StandardCharsets.UTF_8));
        append("good");
        try (var log = open(LogStart.BEGINNING)) {
            assertThat(rest(log)).containsExactly("good\n");
        }
    }

    @Test
    void goesOnInTheNextFileAfterARotation() throws Exception {
        append("one");
        try (var log = open(LogStart.BEGINNING)) {
            assertThat(rest(log)).containsExactly("one\n");
            append("two");
            Files.move(file, directory.resolve("0.log.1"));
            assertThat(rest(log)).containsExactly("two\n");
            append("three");
            assertThat(rest(log)).containsExactly("three\n");
        }
    }

    @Test
    void startsAgainWhenTheFileIsCut() throws Exception {
        append("a long first line", "another");
        try (var log = open(LogStart.BEGINNING)) {
            assertThat(rest(log)).hasSize(2);
            Files.write(file, new byte[0]);
            append("new");
            assertThat(rest(log)).containsExactly("new\n");
        }
    }

    @Test
    void theTailIsFoundFromTheEnd() throws Exception {
        String[] many = new String[2000];
        for (int i = 0; i < many.length; i++) {
            many[i] = "line " + i;
        }
        append(many);
        try (var log = open(LogStart.tail(1500))) {
            assertThat(rest(log)).hasSize(1500).startsWith("line 500\n").endsWith("line 1999\n");
        }
        try (var log = open(LogStart.tail(0))) {
            assertThat(rest(log)).isEmpty();
        }
        try (var log = open(LogStart.tail(5000))) {
            assertThat(rest(log)).hasSize(2000);
        }
        try (var log = open(new LogStart(10L, TIME.plusSeconds(1998)))) {
            assertThat(rest(log)).containsExactly("line 1998\n", "line 1999\n");
        }
    }

    @Test
    void linesLongerThanTheBufferAreWhole() throws Exception {
        String text = "x".repeat(50_000);
        append("short", text, "short");
        try (var log = open(LogStart.BEGINNING)) {
            assertThat(rest(log)).containsExactly("short\n", text + "\n", "short\n");
        }
    }

    @Test
    void waitsForALineThatComes() throws Exception {
        try (var log = open(LogStart.BEGINNING)) {
            var writer = Thread.ofVirtual().start(() -> {
                try {
                    append("late");
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            assertThat(log.next(Duration.ofSeconds(10)).orElseThrow().text()).isEqualTo("late\n");
            writer.join();
        }
    }

    @Test
    void aMissingFileIsToldInUpstreamsWords() throws Exception {
        Path missing = directory.resolve("nope.log");
        assertThatThrownBy(() -> FileLogSource.open(missing, LogStart.BEGINNING, Clock.system()))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage("failed to try resolving symlinks in path \"" + missing + "\": lstat " + missing
                        + ": no such file or directory");
    }
}
