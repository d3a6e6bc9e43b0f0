package io.navarch.store.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.runtime.Clock;
import io.navarch.store.Range;
import io.navarch.store.Record;
import io.navarch.store.Store;
import io.navarch.store.StoreContract;
import io.navarch.store.WatchEvent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogStoreTest extends StoreContract {
    private static final LogOptions SMALL = new LogOptions(4_000, 10_000);

    private final Path temp;

    LogStoreTest(@TempDir Path temp) {
        this.temp = temp;
    }

    @Override
    protected Store open(Clock clock) throws IOException {
        return LogStore.open(directory(), clock);
    }

    @Override
    protected Store restarted() throws IOException {
        reopen(SMALL);
        return store;
    }

    private Path directory() {
        return temp.resolve("store");
    }

    private void reopen(LogOptions options) throws IOException {
        store.close();
        store = LogStore.open(directory(), clock, options);
    }

    @Test
    void findsEverythingAgain() throws IOException {
        long lease = store.grantLease(Duration.ofSeconds(5));
        long ended = store.grantLease(Duration.ofSeconds(5));
        Record a = store.create("/a", bytes("1"), 0);
        store.update("/a", bytes("2"), a.modRevision(), 0);
        store.create("/b", bytes("1"), lease);
        store.create("/c", bytes("1"), ended);
        store.revokeLease(ended);
        store.compact(3);
        Range before = store.list("/", null, 0, 0);
        List<WatchEvent> history = eventsFrom(3);
        reopen(LogOptions.DEFAULT);

        assertThat(store.revision()).isEqualTo(6);
        assertThat(store.compactedRevision()).isEqualTo(3);
        assertThat(store.list("/", null, 0, 0)).usingRecursiveComparison().isEqualTo(before);
        assertThat(eventsFrom(3)).usingRecursiveComparison().isEqualTo(history);
        assertThat(store.keepAliveLease(ended)).isFalse();
        clock.advance(Duration.ofSeconds(5));
        assertThat(store.get("/b")).isNull();
        assertThat(store.revision()).isEqualTo(7);
    }

    private List<WatchEvent> eventsFrom(long fromRevision) {
        long target = store.revision();
        List<WatchEvent> heard = new ArrayList<>();
        var done = new CountDownLatch(1);
        try (var watch = store.watch("/", fromRevision, (events, revision) -> {
            heard.addAll(events);
            if (revision >= target) {
                done.countDown();
            }
        })) {
            assertThat(done.await(20, TimeUnit.SECONDS))
                    .as("heard from %s", watch)
                    .isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return heard;
    }

    @Test
    void removesLogThatASnapshotReplaces() throws IOException {
        reopen(SMALL);
        for (int i = 0; i < 100; i++) {
            store.create("/k" + i, new byte[500], 0);
        }
        long grown = store.sizeBytes();
        for (int i = 0; i < 99; i++) {
            store.delete("/k" + i, 0);
        }
        store.compact(store.revision() - 10);
        List<WatchEvent> history = eventsFrom(store.compactedRevision());
        Range past = store.list("/", null, 0, store.compactedRevision());
        reopen(SMALL);

        assertThat(store.sizeBytes()).isBetween(1_000L, grown / 4);
        try (var files = Files.list(directory())) {
            assertThat(files.filter(file -> file.toString().endsWith(".snapshot")))
                    .hasSize(1);
        }
        assertThat(store.revision()).isEqualTo(200);
        assertThat(store.compactedRevision()).isEqualTo(190);
        assertThat(store.list("/", null, 0, 190)).usingRecursiveComparison().isEqualTo(past);
        assertThat(eventsFrom(190)).usingRecursiveComparison().isEqualTo(history);
        store.create("/more", new byte[500], 0);
        reopen(SMALL);
        assertThat(store.get("/more")).isNotNull();
    }

    @Test
    void isRestoredFromASnapshot() throws IOException {
        store.create("/a", bytes("1"), 0);
        store.create("/b", bytes("1"), 0);
        store.delete("/a", 0);
        var snapshot = new ByteArrayOutputStream();
        store.snapshot(snapshot);
        byte[] whole = snapshot.toByteArray();
        Path other = temp.resolve("other");
        LogStore.restore(new ByteArrayInputStream(whole), other);
        try (Store restored = LogStore.open(other, clock)) {
            assertThat(restored.revision()).isEqualTo(4);
            assertThat(restored.get("/b")).isNotNull();
            restored.create("/c", bytes("1"), 0);
        }
        try (Store restored = LogStore.open(other, clock)) {
            assertThat(restored.revision()).isEqualTo(5);
        }
        assertThatThrownBy(() -> LogStore.restore(new ByteArrayInputStream(whole), other))
                .hasMessageContaining("holds a store already");
    }

    @Test
    void keepsItsFilesToItself() throws IOException {
        store.create("/a", bytes("1"), 0);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory())))
                .isEqualTo("rwx------");
        try (var files = Files.list(directory())) {
            assertThat(files.toList()).hasSize(2).allSatisfy(file -> assertThat(
                            PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------"));
        }
    }

    @Test
    void isOpenOnlyOnce() throws IOException {
        assertThatThrownBy(() -> LogStore.open(directory(), clock))
                .hasMessageContaining(directory().toString())
                .hasMessageContaining("in use by another process");
        store.close();
        LogStore.open(directory(), clock).close();
    }
}
