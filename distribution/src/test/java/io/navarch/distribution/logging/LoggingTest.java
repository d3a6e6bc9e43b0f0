package io.navarch.distribution.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LoggingTest {
    @Test
    void aRecordIsOneLineWithItsComponent() {
        LogRecord record = new LogRecord(Level.INFO, "Started container {0}");
        record.setParameters(new Object[] {"web"});
        record.setLoggerName("io.navarch.kubelet.pod.PodWorker");
        record.setInstant(Instant.parse("2026-03-01T10:00:00.123456Z"));
        assertThat(new LineFormatter().format(record))
                .isEqualTo("2026-03-01T10:00:00.123Z INFO  kubelet.pod  Started container web\n");
    }

    @Test
    void aFullFileIsSetAsideAndTheOldestOneGoes(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("navarch.log");
        try (RotatingFile log = new RotatingFile(file, 10, 2)) {
            for (String line : new String[] {"first--\n", "second-\n", "third--\n", "fourth-\n"}) {
                log.append(line);
            }
        }
        assertThat(file).hasContent("fourth-");
        assertThat(folder.resolve("navarch.log.1")).hasContent("third--");
        assertThat(folder.resolve("navarch.log.2")).hasContent("second-");
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(3);
        }
    }
}
