package io.navarch.streaming;

import static org.assertj.core.api.Assertions.assertThat;

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
}
