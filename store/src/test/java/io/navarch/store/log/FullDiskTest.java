package io.navarch.store.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.runtime.ManualClock;
import io.navarch.store.Store;
import io.navarch.store.WriteFailedException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the store does when its disk is full or fails to sync. */
class FullDiskTest {
    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final Path directory;
    private final FailingDisk disk = new FailingDisk();

    FullDiskTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private Store open(LogOptions options) throws IOException {
        return LogStore.open(directory, clock, options, (file, how, attributes) -> {
            FileChannel opened = FileChannel.open(file, how, attributes);
            return new FailingChannel(opened, disk);
        });
    }

    @Test
    void failsWritesAndServesReadsUntilThereIsRoom() throws IOException {
        try (Store store = open(LogOptions.DEFAULT)) {
            store.create("/a", new byte[1_000], 0);
            for (int room = 0; room < 300; room += 7) {
                disk.leave(room);
                assertThatThrownBy(() -> store.create("/b", new byte[300], 0))
                        .isInstanceOf(WriteFailedException.class)
                        .hasMessageContaining(directory.toString())
                        .hasMessageContaining("No space left on device");
                assertThatThrownBy(() -> store.delete("/a", 0)).isInstanceOf(WriteFailedException.class);
                assertThat(store.get("/a")).isNotNull();
                assertThat(store.get("/b")).isNull();
                assertThat(store.revision()).isEqualTo(2);
            }
            disk.leave(Long.MAX_VALUE);
            assertThat(store.create("/b", new byte[300], 0).modRevision()).isEqualTo(3);
        }
        try (Store store = open(LogOptions.DEFAULT)) {
            assertThat(store.revision()).isEqualTo(3);
        }
    }

    @Test
    void failsWritesWhenASegmentCannotBeBegun() throws IOException {
        LogOptions small = new LogOptions(1_000, 1_000);
        try (Store store = open(small)) {
            store.create("/a", new byte[1_000], 0);
            disk.leave(10);
            assertThatThrownBy(() -> store.create("/b", new byte[1_000], 0)).isInstanceOf(WriteFailedException.class);
            disk.leave(200);
            assertThatThrownBy(() -> store.create("/b", new byte[1_000], 0)).isInstanceOf(WriteFailedException.class);
            disk.leave(Long.MAX_VALUE);
            store.create("/b", new byte[1_000], 0);
            store.create("/c", new byte[1_000], 0);
        }
        try (Store store = open(small)) {
            assertThat(store.revision()).isEqualTo(4);
        }
    }

    @Test
    void failsWritesThatCannotBeSynced() throws IOException {
        try (Store store = open(LogOptions.DEFAULT)) {
            store.create("/a", new byte[10], 0);
            disk.syncFails(true);
            assertThatThrownBy(() -> store.create("/b", new byte[10], 0)).isInstanceOf(WriteFailedException.class);
            assertThatThrownBy(() -> store.create("/c", new byte[10], 0)).isInstanceOf(WriteFailedException.class);
            disk.syncFails(false);
            assertThat(store.get("/b")).isNull();
            store.create("/d", new byte[10], 0);
        }
        try (Store store = open(LogOptions.DEFAULT)) {
            assertThat(store.list("/", null, 0, 0).records()).hasSize(2);
            assertThat(store.revision()).isEqualTo(3);
        }
    }

    @Test
    void losesNothingAcknowledgedWhileTheDiskComesAndGoes() throws Exception {
        AtomicInteger acknowledged = new AtomicInteger();
        try (Store store = open(new LogOptions(20_000, 20_000))) {
            List<Thread> writers = new ArrayList<>();
            for (int w = 0; w < 8; w++) {
                String prefix = "/" + w + "/";
                writers.add(Thread.ofVirtual().start(() -> {
                    for (int i = 0; i < 100; i++) {
                        try {
                            store.create(prefix + i, new byte[100], 0);
                            acknowledged.incrementAndGet();
                        } catch (WriteFailedException e) {
                            disk.leave(5_000);
                        }
                    }
                }));
            }
            for (Thread writer : writers) {
                writer.join();
            }
            disk.leave(Long.MAX_VALUE);
            assertThat(store.revision()).isEqualTo(1 + acknowledged.get());
        }
        try (Store store = open(LogOptions.DEFAULT)) {
            assertThat(store.list("/", null, 0, 0).records()).hasSize(acknowledged.get());
        }
    }
}
