package io.navarch.distribution.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.distribution.directory.RunRecord.Phase;
import io.navarch.distribution.startup.StartUpException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataDirectoryTest {
    private final Path folder;

    DataDirectoryTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void oneProcessAtATimeHoldsIt() throws Exception {
        DataDirectory directory = new DataDirectory(folder.resolve("data"));
        RunRecord record = new RunRecord(
                4711, Phase.READY, Instant.parse("2026-03-01T10:00:00Z"), "0.1.0", "https://127.0.0.1:6443", "");
        try (var held = directory.hold()) {
            held.write(record);
            assertThatThrownBy(directory::hold)
                    .isInstanceOf(StartUpException.class)
                    .hasMessage("another navarch (pid 4711) uses " + directory.path()
                            + ": stop it with 'navarch down' or choose another --data-dir");
        }
        assertThat(directory.record()).contains(record);
        assertThat(directory.isHeld()).isFalse();
    }

    @Test
    void saysWhyAFolderCannotBeUsed() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> new DataDirectory(file).hold())
                .hasMessage("cannot write to the data directory " + file
                        + " (it is a file): choose another with --data-dir or change its owner");
    }

    @Test
    void takesAFolderThatWasPreparedAndNoOther() throws Exception {
        Files.createDirectories(folder.resolve("data/manifests"));
        try (var held = new DataDirectory(folder.resolve("data")).hold()) {
            assertThat(held.directory().path().resolve("navarch.format")).hasContent("1");
        }
        Files.writeString(folder.resolve("photo.jpg"), "");
        Files.delete(folder.resolve("data/navarch.lock"));
        assertThatThrownBy(() -> new DataDirectory(folder).hold())
                .hasMessage("the data directory " + folder
                        + " holds other files (data): choose an empty or a new one with --data-dir");
    }
}
