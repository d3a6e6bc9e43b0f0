package io.navarch.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.runtime.ManualClock;
import io.navarch.store.memory.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryWindowTest {
    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final Store store = new MemoryStore(clock);

    private void write(int count) {
        for (int i = 0; i < count; i++) {
            store.txn(List.of(), List.of(new Op.Put("/a", new byte[1], 0)), List.of());
        }
    }

    @Test
    void keepsWhatIsYoungerThanItsAge() {
        var window = new HistoryWindow(store, clock, Duration.ofMinutes(5), 1000);
        for (int minute = 0; minute < 10; minute++) {
            window.trim();
            write(10);
            clock.advance(Duration.ofMinutes(1));
        }
        window.trim();
        assertThat(store.revision()).isEqualTo(101);
        assertThat(store.compactedRevision()).isEqualTo(51);
    }

    @Test
    void keepsNoMoreRevisionsThanItMay() {
        var window = new HistoryWindow(store, clock, Duration.ofMinutes(5), 30);
        window.trim();
        assertThat(store.compactedRevision()).isZero();
        write(100);
        window.trim();
        assertThat(store.compactedRevision()).isEqualTo(71);
    }
}
