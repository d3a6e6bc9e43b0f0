package io.navarch.streaming.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.streaming.upgrade.StreamNegotiation.Chosen;
import io.navarch.streaming.upgrade.StreamNegotiation.Kind;
import io.navarch.streaming.upgrade.StreamNegotiation.Refused;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamNegotiationTest {
    private static final List<String> SUPPORTED = List.of("v4.channel.k8s.io", "channel.k8s.io");

    @Test
    void upgradesAreKnownByTheirHeaders() {
        assertThat(StreamNegotiation.kind(List.of("keep-alive, Upgrade"), List.of("WebSocket")))
                .isEqualTo(Kind.WEBSOCKET);
        assertThat(StreamNegotiation.kind(List.of("Upgrade"), List.of("SPDY/3.1")))
                .isEqualTo(Kind.SPDY);
        assertThat(StreamNegotiation.kind(List.of("close"), List.of("SPDY/3.1")))
                .isEqualTo(Kind.NONE);
        assertThat(StreamNegotiation.kind(List.of("upgrade"), List.of("h2c"))).isEqualTo(Kind.NONE);
    }

    @Test
    void theFirstOfferedProtocolThatIsSupportedIsChosen() {
        assertThat(StreamNegotiation.choose(List.of("v9, channel.k8s.io", "v4.channel.k8s.io"), SUPPORTED))
                .isEqualTo(new Chosen("channel.k8s.io"));
    }

    @Test
    void refusalsSayWhatThereIs() {
        assertThat(StreamNegotiation.choose(List.of("v9", "v8"), SUPPORTED))
                .isEqualTo(new Refused(
                        403,
                        "unable to upgrade: unable to negotiate protocol: client supports [v9 v8], server accepts"
                                + " [v4.channel.k8s.io channel.k8s.io]",
                        SUPPORTED));
        assertThat(StreamNegotiation.choose(List.of(), SUPPORTED))
                .isEqualTo(new Refused(400, "unable to upgrade: X-Stream-Protocol-Version is required", SUPPORTED));
    }
}
