package io.navarch.streaming;

import static io.navarch.streaming.Loopback.async;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MemoryDuplexTest {
    @Test
    void carriesBytesAndHalfClosesBothWays() throws Exception {
        MemoryDuplex.Pair pair = MemoryDuplex.connect();
        CompletableFuture<Long> sent = async(() -> {
            long count = Loopback.writePattern(pair.left().output(), 1_000_000);
            pair.left().closeOutput();
            return count;
        });
        assertThat(Loopback.checkPattern(pair.right().input())).isEqualTo(1_000_000);
        assertThat(sent.get(5, TimeUnit.SECONDS)).isEqualTo(1_000_000);
        assertThat(pair.right().aborted()).isFalse();
        pair.right().output().write(7);
        assertThat(pair.left().input().read()).isEqualTo(7);
        assertThatThrownBy(() -> pair.left().output().write(1)).isInstanceOf(IOException.class);
    }

    @Test
    void closingWakesBothSides() throws Exception {
        MemoryDuplex.Pair pair = MemoryDuplex.connect();
        CompletableFuture<Integer> reading = async(() -> pair.right().input().read());
        CompletableFuture<Long> writing =
                async(() -> Loopback.writePattern(pair.right().output(), 1_000_000));
        pair.left().close();
        assertThat(reading.get(5, TimeUnit.SECONDS)).isEqualTo(-1);
        assertThat(pair.right().aborted()).isTrue();
        assertThatThrownBy(() -> writing.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
    }
}
