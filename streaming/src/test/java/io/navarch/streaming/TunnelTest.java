package io.navarch.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TunnelTest {
    @Test
    void passesBytesAndHalfClosesBothWays() throws Exception {
        try (Loopback left = Loopback.open();
                Loopback right = Loopback.open()) {
            var tunnel = Loopback.async(() -> {
                Tunnel.join(left.server(), right.client());
                return true;
            });
            left.client().output().write("question".getBytes(StandardCharsets.UTF_8));
            left.client().closeOutput();
            assertThat(right.server().input().readAllBytes()).asString().isEqualTo("question");
            right.server().output().write("answer".getBytes(StandardCharsets.UTF_8));
            right.server().closeOutput();
            assertThat(left.client().input().readAllBytes()).asString().isEqualTo("answer");
            assertThat(tunnel.get(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void closesTheOneSideWhenTheOtherBreaks() throws Exception {
        try (Loopback left = Loopback.open();
                Loopback right = Loopback.open()) {
            var tunnel = Loopback.async(() -> {
                Tunnel.join(left.server(), right.client());
                return true;
            });
            left.server().close();
            assertThat(right.server().input().read()).isEqualTo(-1);
            assertThat(tunnel.get(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void whatAPeerSaidBeforeItLeftArrivesAlthoughItTakesNoMore() throws Exception {
        try (Loopback left = Loopback.open();
                Loopback right = Loopback.open()) {
            var tunnel = Loopback.async(() -> {
                Tunnel.join(left.server(), new TakesNothing(right.client()));
                return true;
            });
            var sent = Loopback.async(() -> {
                try {
                    return Loopback.writePattern(left.client().output(), 50_000_000);
                } catch (IOException e) {
                    return -1L;
                }
            });
            Loopback.writePattern(right.server().output(), 3_000_000);
            right.server().closeOutput();
            assertThat(Loopback.checkPattern(left.client().input())).isEqualTo(3_000_000);
            left.client().closeOutput();
            assertThat(tunnel.get(20, TimeUnit.SECONDS)).isTrue();
            sent.get(20, TimeUnit.SECONDS);
        }
    }

    /** A peer that sends but takes nothing. */
    private record TakesNothing(Duplex peer) implements Duplex {
        @Override
        public InputStream input() {
            return peer.input();
        }

        @Override
        public OutputStream output() {
            return new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    throw new IOException("Broken pipe");
                }
            };
        }

        @Override
        public void closeOutput() {}

        @Override
        public void close() {
            peer.close();
        }
    }
}
