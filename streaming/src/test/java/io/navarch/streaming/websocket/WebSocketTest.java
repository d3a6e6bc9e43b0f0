package io.navarch.streaming.websocket;

import static io.navarch.streaming.Loopback.async;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.streaming.Loopback;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WebSocketTest {
    private static final HexFormat HEX = HexFormat.of();

    private Loopback wire;
    private WebSocket server;

    @BeforeEach
    void connect() throws IOException {
        wire = Loopback.open();
        server = new WebSocket(wire.server(), true, 1_000_000, new Random(1));
    }

    @AfterEach
    void close() {
        wire.close();
    }

    @Test
    void theHandshakeIsThatOfTheRfc() {
        assertThat(WebSocketHandshake.accept("dGhlIHNhbXBsZSBub25jZQ==")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        assertThat(WebSocketHandshake.newKey(new Random(1))).hasSize(24);
        List<String> offered = WebSocketHandshake.protocols(List.of("a, b", "c"));
        assertThat(offered).containsExactly("a", "b", "c");
        assertThat(WebSocketHandshake.choose(offered, List.of("c", "b"))).contains("b");
        assertThat(WebSocketHandshake.choose(offered, List.of("d"))).isEmpty();
    }

    @Test
    void framesAreThoseOfTheRfc() throws IOException {
        fromClient("818537fa213d7f9f4d5158");
        assertThat(received().asText()).isEqualTo("Hello");
        server.sendText("Hello");
        server.sendBinary(new byte[256], 0, 256);
        server.sendBinary(new byte[65536], 0, 65536);
        assertThat(toClient(7)).isEqualTo("810548656c6c6f");
        assertThat(toClient(4)).isEqualTo("827e0100");
        toClient(256);
        assertThat(toClient(10)).isEqualTo("827f0000000000010000");
    }

    @Test
    void putsFragmentsTogetherWithPingsBetween() throws IOException {
        // "Hel", a ping with "!", "lo", all with a mask of zeros.
        fromClient("018300000000" + "48656c" + "898100000000" + "21" + "808200000000" + "6c6f");
        WebSocketMessage message = received();
        assertThat(message.text()).isTrue();
        assertThat(message.asText()).isEqualTo("Hello");
        assertThat(toClient(3)).isEqualTo("8a0121");
    }

    @Test
    void answersACloseWithItsCode() throws IOException {
        fromClient("888200000000" + "03e9");
        assertThat(server.receive()).isEmpty();
        assertThat(server.closeCode()).isEqualTo(1001);
        assertThat(server.closedByPeer()).isTrue();
        assertThat(toClient(4)).isEqualTo("880203e9");
        assertThatThrownBy(() -> server.sendText("late")).isInstanceOf(IOException.class);
    }

    @Test
    void closesUponWhatIsNotAllowed() throws IOException {
        assertRefused("810548656c6c6f", WebSocket.PROTOCOL_ERROR);
        assertRefused("c18000000000", WebSocket.PROTOCOL_ERROR);
        assertRefused("838000000000", WebSocket.PROTOCOL_ERROR);
        assertRefused("808000000000", WebSocket.PROTOCOL_ERROR);
        assertRefused("89fe007f00000000", WebSocket.PROTOCOL_ERROR);
        assertRefused("82ff000000000010000000000000", WebSocket.MESSAGE_TOO_BIG);
        assertRefused("82ffff0000000010000000000000", WebSocket.PROTOCOL_ERROR);
        assertRefused("028100000000" + "00" + "80ff00000000000f424000000000", WebSocket.MESSAGE_TOO_BIG);
    }

    private void assertRefused(String hex, int code) throws IOException {
        close();
        connect();
        fromClient(hex);
        assertThatThrownBy(() -> server.receive())
                .isInstanceOfSatisfying(
                        WebSocketException.class, e -> assertThat(e.closeCode()).isEqualTo(code));
        assertThat(toClient(4)).startsWith("88").endsWith(HexFormat.of().toHexDigits((short) code));
    }

    @Test
    void aClientMasksAndRefusesMasks() throws IOException {
        WebSocket client = new WebSocket(wire.client(), false, 1000, new Random(7));
        client.sendText("Hello, server");
        assertThat(received().asText()).isEqualTo("Hello, server");
        wire.server().output().write(HEX.parseHex("818537fa213d7f9f4d5158"));
        assertThatThrownBy(client::receive).hasMessage("frame with a mask");
    }

    @Test
    void aConnectionThatBreaksOffIsAnErrorWithinAMessageAndAnEndBetweenThem() throws IOException {
        fromClient("82850000000041");
        wire.client().closeOutput();
        assertThatThrownBy(() -> server.receive()).isInstanceOf(IOException.class);
        close();
        connect();
        wire.client().closeOutput();
        assertThat(server.receive()).isEmpty();
        assertThat(server.closedByPeer()).isFalse();
    }

    @Test
    void closingTogetherTakesBothCloseMessages() throws Exception {
        WebSocket client = WebSocket.client(wire.client());
        CompletableFuture<Boolean> reading = async(() -> server.receive().isEmpty());
        CompletableFuture<Boolean> closing = async(() -> {
            server.closeAfterPeer(1000, "bye", Duration.ofSeconds(20));
            return true;
        });
        assertThat(client.receive()).isEmpty();
        assertThat(client.closeCode()).isEqualTo(1000);
        assertThat(closing.get(5, TimeUnit.SECONDS)).isTrue();
        assertThat(reading.get(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aHundredMegabytesGoBothWaysAtOnceThroughTheByteTunnel() throws Exception {
        long size = 50L * 1024 * 1024;
        WebSocketDuplex left = new WebSocketDuplex(WebSocket.client(wire.client()));
        WebSocketDuplex right = new WebSocketDuplex(server);
        List<CompletableFuture<Long>> work = List.of(
                async(() -> Loopback.writePattern(left.output(), size)),
                async(() -> Loopback.writePattern(right.output(), size)),
                async(() -> Loopback.checkPattern(new Limited(left.input(), size))),
                async(() -> Loopback.checkPattern(new Limited(right.input(), size))));
        for (var part : work) {
            assertThat(part.get(25, TimeUnit.SECONDS)).isEqualTo(size);
        }
        left.closeOutput();
        assertThat(right.input().read()).isEqualTo(-1);
        assertThat(right.aborted()).isFalse();
    }

    @Test
    void channelsAreAByteOrADigitBeforeBase64() throws IOException {
        ChannelSocket plain = new ChannelSocket(server, false);
        plain.send(1, new byte[] {10}, 0, 1);
        plain.send(3, new byte[0], 0, 0);
        assertThat(toClient(7)).isEqualTo("8202010a" + "820103");
        ChannelSocket coded = new ChannelSocket(server, true);
        coded.send(1, new byte[] {10}, 0, 1);
        assertThat(toClient(7)).isEqualTo("8105" + "3143673d3d");
        fromClient("828000000000" + "828400000000" + "00666f6f" + "818500000000" + "305a6d3976");
        ChannelSocket.Message first = plain.receive().orElseThrow();
        assertThat(first.channel()).isZero();
        assertThat(first.payload()).asString().isEqualTo("foo");
        ChannelSocket.Message second = coded.receive().orElseThrow();
        assertThat(second.channel()).isZero();
        assertThat(second.payload()).asString(StandardCharsets.UTF_8).isEqualTo("foo");
    }

    private WebSocketMessage received() throws IOException {
        return server.receive().orElseThrow();
    }

    private void fromClient(String hex) throws IOException {
        wire.client().output().write(HEX.parseHex(hex));
    }

    private String toClient(int bytes) throws IOException {
        return HEX.formatHex(wire.client().input().readNBytes(bytes));
    }

    /** The first bytes of a stream that goes on. */
    private static final class Limited extends java.io.FilterInputStream {
        private long left;

        private Limited(java.io.InputStream in, long left) {
            super(in);
            this.left = left;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int count = super.read(bytes, offset, (int) Math.min(length, left));
            left -= Math.max(0, count);
            return count;
        }

        @Override
        public int readNBytes(byte[] bytes, int offset, int length) throws IOException {
            int done = 0;
            while (done < length) {
                int count = read(bytes, offset + done, length - done);
                if (count < 0) {
                    break;
                }
                done += count;
            }
            return done;
        }
    }
}
