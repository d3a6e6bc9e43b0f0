package io.navarch.streaming.spdy;

import static io.navarch.streaming.Loopback.async;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.streaming.Duplex;
import io.navarch.streaming.Loopback;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sessions against peers that behave otherwise than ours: frames written and read by hand. */
@Timeout(60)
class SpdyPeersTest {
    @Test
    void aPeerWithoutWindowsGetsAllThatIsSent() throws Exception {
        try (Loopback wire = Loopback.open();
                SpdySession server = SpdySession.server(wire.server())) {
            FrameWriter peer = new FrameWriter(wire.client().output());
            peer.write(new SpdyFrame.SynStream(1, 0, 0, false, false, Map.of("streamtype", "stdout")));
            peer.flush();
            SpdyStream stream = server.accept().orElseThrow();
            CompletableFuture<Long> sent = async(() -> Loopback.writePattern(stream.output(), 5_000_000));
            assertThat(readData(new FrameReader(wire.client().input()), 5_000_000))
                    .isEqualTo(5_000_000);
            assertThat(sent.get(5, TimeUnit.SECONDS)).isEqualTo(5_000_000);
        }
    }

    @Test
    void aPeerThatIgnoresOurWindowsIsReadAllTheSameAndLeftInPeace() throws Exception {
        try (Loopback wire = Loopback.open();
                SpdySession server = SpdySession.server(wire.server())) {
            FrameWriter peer = new FrameWriter(wire.client().output());
            peer.write(new SpdyFrame.SynStream(1, 0, 0, false, false, Map.of()));
            peer.flush();
            SpdyStream stream = server.accept().orElseThrow();
            async(() -> {
                // One frame far larger than the window, as a single write of a Go peer is.
                peer.data(1, new byte[4_000_000], 0, 4_000_000, false);
                peer.data(1, true);
                peer.write(new SpdyFrame.Ping(1));
                peer.flush();
                return true;
            });
            assertThat(stream.input().readAllBytes()).hasSize(4_000_000);
            FrameReader reader = new FrameReader(wire.client().input());
            assertThat(reader.next().orElseThrow()).isInstanceOf(SpdyFrame.Settings.class);
            assertThat(reader.next().orElseThrow()).isInstanceOf(SpdyFrame.WindowUpdate.class);
            assertThat(reader.next()).contains(new SpdyFrame.Ping(1));
        }
    }

    @Test
    void aPeerThatStopsAtTheEndOfItsWindowGetsMore() throws Exception {
        try (Loopback wire = Loopback.open();
                SpdySession server = SpdySession.server(wire.server())) {
            FrameWriter peer = new FrameWriter(wire.client().output());
            peer.write(new SpdyFrame.SynStream(1, 0, 0, false, false, Map.of()));
            peer.data(1, new byte[SpdyStream.WINDOW], 0, SpdyStream.WINDOW, false);
            peer.flush();
            assertThat(server.accept().orElseThrow().input().readNBytes(SpdyStream.WINDOW))
                    .hasSize(SpdyStream.WINDOW);
            FrameReader reader = new FrameReader(wire.client().input());
            reader.next();
            reader.next();
            assertThat(reader.next().orElseThrow()).isInstanceOfSatisfying(SpdyFrame.WindowUpdate.class, update -> {
                assertThat(update.streamId()).isEqualTo(1);
                assertThat(update.delta()).isGreaterThanOrEqualTo(SpdyStream.WINDOW / 2);
            });
        }
    }

    @Test
    void whatAPeerSentBeforeItLeftIsReadAlthoughItTakesNoMore() throws Exception {
        Loopback wire = Loopback.open();
        ClosedForWriting closed = new ClosedForWriting(wire.server());
        try (wire;
                SpdySession server = SpdySession.server(closed)) {
            FrameWriter peer = new FrameWriter(wire.client().output());
            peer.write(new SpdyFrame.SynStream(1, 0, 0, false, false, Map.of()));
            peer.flush();
            SpdyStream stream = server.accept().orElseThrow();
            // With something unread the peer's kernel would drop what is sent.
            FrameReader reader = new FrameReader(wire.client().input());
            reader.next();
            reader.next();
            closed.broken = true;
            peer.write(new SpdyFrame.Ping(1));
            peer.flush();
            assertThatThrownBy(() -> stream.output().write(1)).isInstanceOf(IOException.class);
            peer.data(1, new byte[1_000_000], 0, 1_000_000, true);
            peer.flush();
            wire.client().close();
            assertThat(stream.input().readAllBytes()).hasSize(1_000_000);
        }
    }

    /** A connection whose peer can be made to take no more, while what it sends still comes. */
    private static final class ClosedForWriting extends OutputStream implements Duplex {
        private final Duplex connection;
        private volatile boolean broken;

        private ClosedForWriting(Duplex connection) {
            this.connection = connection;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (broken) {
                throw new IOException("Connection reset by peer");
            }
            connection.output().write(bytes, offset, length);
        }

        @Override
        public InputStream input() {
            return connection.input();
        }

        @Override
        public OutputStream output() {
            return this;
        }

        @Override
        public void closeOutput() throws IOException {
            connection.closeOutput();
        }

        @Override
        public void close() {
            connection.close();
        }
    }

    @Test
    void theWindowOfAPeerThatKeepsOneIsKept() throws Exception {
        try (Loopback wire = Loopback.open();
                SpdySession server = SpdySession.server(wire.server())) {
            FrameWriter peer = new FrameWriter(wire.client().output());
            peer.write(new SpdyFrame.Settings(Map.of(SpdyFrame.INITIAL_WINDOW_SIZE, 10_000)));
            peer.write(new SpdyFrame.SynStream(1, 0, 0, false, false, Map.of()));
            peer.flush();
            SpdyStream stream = server.accept().orElseThrow();
            CompletableFuture<Long> sent = async(() -> Loopback.writePattern(stream.output(), 15_000));
            FrameReader reader = new FrameReader(wire.client().input());
            assertThat(readData(reader, 10_000)).isEqualTo(10_000);
            assertThat(sent).isNotDone();
            peer.write(new SpdyFrame.WindowUpdate(1, 5_000));
            peer.flush();
            assertThat(readData(reader, 5_000)).isEqualTo(5_000);
            assertThat(sent.get(5, TimeUnit.SECONDS)).isEqualTo(15_000);
        }
    }

    @Test
    void aWindowThatIsNeverUpdatedBindsOnlyForAWhile() throws Exception {
        SendWindows windows = new SendWindows(Duration.ofMillis(50));
        windows.initial(100);
        SendWindows.Window window = windows.open();
        assertThat(windows.take(window, 1_000)).isEqualTo(100);
        assertThat(windows.take(window, 1_000)).isEqualTo(1_000);
        windows.update(window, 1_500);
        assertThat(windows.take(window, 1_000)).isEqualTo(500);
        CompletableFuture<Integer> waiting = async(() -> windows.take(window, 1));
        windows.close(window);
        assertThatThrownBy(() -> waiting.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
    }

    @Test
    void answersPingsOfThePeerAndPassesOverStrangeFrames() throws Exception {
        try (Loopback wire = Loopback.open();
                SpdySession server = SpdySession.server(wire.server())) {
            wire.client().output().write(new byte[] {(byte) 0x80, 3, 0, 10, 0, 0, 0, 2, 1, 2});
            FrameWriter peer = new FrameWriter(wire.client().output());
            peer.write(new SpdyFrame.Ping(2));
            peer.write(new SpdyFrame.RstStream(77, 1));
            peer.write(new SpdyFrame.WindowUpdate(77, 1));
            peer.write(new SpdyFrame.Ping(3));
            peer.flush();
            FrameReader reader = new FrameReader(wire.client().input());
            assertThat(reader.next().orElseThrow()).isInstanceOf(SpdyFrame.Settings.class);
            assertThat(reader.next().orElseThrow()).isInstanceOf(SpdyFrame.WindowUpdate.class);
            assertThat(reader.next()).contains(new SpdyFrame.Ping(3));
            assertThat(server.isEnded()).isFalse();
        }
    }

    @Test
    void endsTheSessionOfAPeerThatBreaksTheRules() throws Exception {
        try (Loopback wire = Loopback.open();
                SpdySession server = SpdySession.server(wire.server())) {
            FrameWriter peer = new FrameWriter(wire.client().output());
            peer.write(new SpdyFrame.SynStream(2, 0, 0, false, false, Map.of()));
            peer.flush();
            assertThat(server.accept()).isEmpty();
        }
    }

    private static int readData(FrameReader reader, int wanted) throws IOException {
        int total = 0;
        byte[] buffer = new byte[32 * 1024];
        while (total < wanted) {
            if (reader.next().orElseThrow() instanceof SpdyFrame.Data data) {
                for (int left = data.length(); left > 0; ) {
                    int count = reader.payload(buffer, left);
                    left -= count;
                    total += count;
                }
            }
        }
        return total;
    }
}
