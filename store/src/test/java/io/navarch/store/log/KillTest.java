package io.navarch.store.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.runtime.ManualClock;
import io.navarch.store.Record;
import io.navarch.store.Store;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process that writes, several times on the same directory, and looks for everything it had acknowledged. */
class KillTest {
    private static final int RUNS = 3;
    private static final int LINES = 3_000;

    private final Path directory;
    /** Key to its revision, or to 0 when it was deleted; keys whose deletion may have happened are left out. */
    private final Map<String, Long> acknowledged = new HashMap<>();

    KillTest(@TempDir Path directory) {
        this.directory = directory.resolve("store");
    }

    @Test
    void findsEverythingAcknowledged() throws Exception {
        for (int run = 0; run < RUNS; run++) {
            writeAndKill("run" + run);
            check();
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.filter(file -> file.toString().endsWith(".snapshot")))
                    .hasSize(1);
        }
    }

    private void writeAndKill(String mark) throws IOException, InterruptedException {
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashWriter.class.getName(),
                        directory.toString(),
                        mark)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(writer.getInputStream(), UTF_8))) {
            String line = lines.readLine();
            for (int i = 0; line != null; i++) {
                if (i == LINES) {
                    // through the handle, which leaves the lines that are in the pipe
                    writer.toHandle().destroyForcibly();
                }
                acknowledge(line);
                line = lines.readLine();
            }
        } finally {
            writer.destroyForcibly();
        }
        assertThat(writer.waitFor()).isEqualTo(137);
    }

    private void acknowledge(String line) {
        String[] parts = line.split(" ");
        if (!parts[parts.length - 1].equals(CrashWriter.END)) {
            return; // the kill cut the line
        }
        switch (parts[1]) {
            case "deleting" -> acknowledged.remove(parts[0]);
            case "deleted" -> acknowledged.put(parts[0], 0L);
            default -> acknowledged.put(parts[0], Long.parseLong(parts[1]));
        }
    }

    private void check() throws IOException {
        try (Store store = LogStore.open(directory, new ManualClock(Instant.EPOCH))) {
            assertThat(acknowledged).hasSizeGreaterThan(LINES / 3);
            acknowledged.forEach((key, revision) -> {
                Record record = store.get(key);
                assertThat(record == null ? 0 : record.modRevision()).as(key).isEqualTo(revision);
                assertThat(record == null ? "" : new String(record.value(), UTF_8))
                        .isEqualTo(revision == 0 ? "" : key.repeat(20));
            });
            assertThat(store.compactedRevision()).isPositive();
            store.list("/", null, 0, store.compactedRevision());
        }
    }
}
