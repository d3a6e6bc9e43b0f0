package io.navarch.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.runtime.Clock;
import io.navarch.store.Store;
import io.navarch.store.StoreContract;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
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
}
