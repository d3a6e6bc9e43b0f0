package io.navarch.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.runtime.Clock;
import io.navarch.store.CompactedException;
import io.navarch.store.Record;
import io.navarch.store.Store;
import io.navarch.store.StoreContract;
import io.navarch.store.WatchEvent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryStoreTest extends StoreContract {

    @Override
    protected Store open(Clock clock) {
        return new MemoryStore(clock);
    }

    @Test
    void restoresFromASnapshot() throws IOException {
        long lease = store.grantLease(Duration.ofSeconds(5));
        store.create("/a", bytes("1"), 0);
        store.create("/b", bytes("2"), lease);
        store.delete("/a", 0);
        var snapshot = new ByteArrayOutputStream();
        store.snapshot(snapshot);
        try (Store restored = MemoryStore.restore(new ByteArrayInputStream(snapshot.toByteArray()), clock)) {
            assertThat(restored.revision()).isEqualTo(4);
            assertThat(restored.compactedRevision()).isEqualTo(4);
            assertThat(restored.get("/a")).isNull();
            assertThat(restored.get("/b")).usingRecursiveComparison().isEqualTo(store.get("/b"));
            clock.advance(Duration.ofSeconds(5));
            assertThat(restored.get("/b")).isNull();
            assertThat(restored.revision()).isEqualTo(5);
        }
    }

    @Test
    void beginsWithTheStateOfAnother() {
        try (var first = new MemoryStore(clock)) {
            first.create("/a", bytes("1"), 0);
            first.create("/b", bytes("2"), 0);
            first.delete("/a", 0);
            try (var then = MemoryStore.of(first.image(2), clock);
                    var now = MemoryStore.of(first.image(0), clock)) {
                now.create("/c", bytes("3"), 0);
                assertThat(keys(then)).containsExactly("/a");
                assertThat(keys(now)).containsExactly("/b", "/c");
                assertThat(keys(first)).containsExactly("/b");
                assertThat(then.revision()).isEqualTo(2);
                assertThat(now.revision()).isEqualTo(5);
                assertThat(now.compactedRevision()).isEqualTo(4);
            }
        }
    }

    @Test
    void tellsTheChangesBetweenRevisions() {
        try (var history = new MemoryStore(clock)) {
            history.create("/a", bytes("1"), 0);
            history.create("/b", bytes("2"), 0);
            history.update("/a", bytes("3"), 2, 0);
            history.delete("/a", 0);
            assertThat(history.changes("/a", 2, 5))
                    .extracting(WatchEvent::revision)
                    .containsExactly(4L, 5L);
            assertThat(history.changes("/", 1, 3))
                    .extracting(event -> event.record().key())
                    .containsExactly("/a", "/b");
            assertThat(history.changes("/", 5, 5)).isEmpty();
            history.compact(4);
            assertThatThrownBy(() -> history.changes("/", 2, 5)).isInstanceOf(CompactedException.class);
            assertThat(history.changes("/", 3, 5)).hasSize(2);
        }
    }

    private static List<String> keys(Store of) {
        return of.list("/", null, 0, 0).records().stream().map(Record::key).toList();
    }
}
