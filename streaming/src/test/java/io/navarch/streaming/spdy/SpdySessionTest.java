package io.navarch.streaming.spdy;

import static io.navarch.streaming.Loopback.async;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.streaming.Loopback;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SpdySessionTest {
    private static final long HUNDRED_MEGABYTES = 100L * 1024 * 1024;

    private Loopback wire;
    private SpdySession client;
    private SpdySession server;

    @BeforeEach
    void connect() throws IOException {
        wire = Loopback.open();
        client = SpdySession.client(wire.client());
        server = SpdySession.server(wire.server());
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    /** One open stream, seen from both ends. */
    private record Pair(SpdyStream client, SpdyStream server) {}

    private Pair open(Map<String, String> headers) throws Exception {
        CompletableFuture<SpdyStream> accepted = async(() -> {
            SpdyStream stream = server.accept().orElseThrow();
            stream.reply();
            return stream;
        });
        return new Pair(client.open(headers), accepted.get(5, TimeUnit.SECONDS));
    }

    @Test
    void aStreamCarriesHeadersBytesAndHalfClosesBothWays() throws Exception {
        Pair stream = open(Map.of("streamType", "stdin", "port", "80"));
        assertThat(stream.server().headers()).isEqualTo(Map.of("streamtype", "stdin", "port", "80"));
        stream.client().output().write("to the server".getBytes(StandardCharsets.UTF_8));
        stream.client().closeOutput();
        assertThat(stream.server().input().readAllBytes()).asString().isEqualTo("to the server");
        stream.server().output().write("to the client".getBytes(StandardCharsets.UTF_8));
        stream.server().closeOutput();
        assertThat(stream.client().input().readAllBytes()).asString().isEqualTo("to the client");
        assertThat(stream.client().aborted()).isFalse();
        assertThat(stream.server().aborted()).isFalse();
    }

    @Test
    void theServerOpensStreamsToo() throws Exception {
        CompletableFuture<SpdyStream> accepted = async(() -> {
            SpdyStream stream = client.accept().orElseThrow();
            stream.reply();
            return stream;
        });
        SpdyStream stream = server.open(Map.of("a", "b"));
        assertThat(stream.id()).isEqualTo(2);
        assertThat(accepted.get(5, TimeUnit.SECONDS).headers()).containsEntry("a", "b");
    }

    @Test
    void aHundredMegabytesGoBothWaysAtOnceOverTwoStreams() throws Exception {
        List<CompletableFuture<Long>> work = new ArrayList<>();
        for (Pair stream : List.of(open(Map.of("n", "1")), open(Map.of("n", "2")))) {
            for (SpdyStream end : List.of(stream.client(), stream.server())) {
                work.add(async(() -> {
                    long count = Loopback.writePattern(end.output(), HUNDRED_MEGABYTES / 2);
                    end.closeOutput();
                    return count;
                }));
                work.add(async(() -> Loopback.checkPattern(end.input())));
            }
        }
        for (var part : work) {
            assertThat(part.get(50, TimeUnit.SECONDS)).isEqualTo(HUNDRED_MEGABYTES / 2);
        }
    }

    @Test
    void aStreamThatNobodyReadsHoldsUpItsSenderAndNoOther() throws Exception {
        Pair stuck = open(Map.of("n", "1"));
        Pair moving = open(Map.of("n", "2"));
        CompletableFuture<Long> blocked =
                async(() -> Loopback.writePattern(stuck.client().output(), 10_000_000));
        var sent = async(() -> {
            long count = Loopback.writePattern(moving.client().output(), 20_000_000);
            moving.client().closeOutput();
            return count;
        });
        assertThat(Loopback.checkPattern(moving.server().input())).isEqualTo(20_000_000);
        assertThat(sent.get(5, TimeUnit.SECONDS)).isEqualTo(20_000_000);
        assertThat(blocked).isNotDone();
        stuck.server().input().close();
        assertThat(blocked.get(10, TimeUnit.SECONDS)).isEqualTo(10_000_000);
    }

    @Test
    void aResetEndsTheInputAfterWhatHadComeAndFailsWriting() throws Exception {
        Pair stream = open(Map.of());
        stream.client().output().write("last words".getBytes(StandardCharsets.UTF_8));
        stream.client().reset();
        assertThat(stream.server().input().readAllBytes()).asString().isEqualTo("last words");
        assertThat(stream.server().aborted()).isTrue();
        assertThatThrownBy(() -> stream.server().output().write(1)).isInstanceOf(IOException.class);
    }

    @Test
    void aRefusedStreamCannotBeOpened() {
        async(() -> {
            server.accept().orElseThrow().refuse();
            return true;
        });
        assertThatThrownBy(() -> client.open(Map.of("streamtype", "x"))).hasMessageContaining("refused");
    }

    @Test
    void anAbruptEndOfTheConnectionWakesEverybody() throws Exception {
        Pair stream = open(Map.of());
        CompletableFuture<Integer> reading = async(() -> stream.server().input().read());
        CompletableFuture<Long> writing =
                async(() -> Loopback.writePattern(stream.server().output(), 10_000_000));
        CompletableFuture<Boolean> accepting = async(() -> server.accept().isEmpty());
        wire.client().close();
        assertThat(reading.get(5, TimeUnit.SECONDS)).isEqualTo(-1);
        assertThat(accepting.get(5, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> writing.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
        assertThat(stream.server().aborted()).isTrue();
        server.awaitEnd();
        assertThatThrownBy(() -> server.open(Map.of())).isInstanceOf(IOException.class);
    }

    @Test
    void closingBreaksOffWhatIsOpenOnTheOtherSide() throws Exception {
        Pair stream = open(Map.of());
        client.close();
        assertThat(stream.server().input().read()).isEqualTo(-1);
        assertThat(server.accept()).isEmpty();
        assertThat(server.accept()).isEmpty();
    }

    @Test
    void closingAfterThePeerWaitsForIt() throws Exception {
        Pair stream = open(Map.of());
        stream.server().output().write(new byte[100_000]);
        stream.server().closeOutput();
        var closed = async(() -> {
            server.closeAfterPeer(Duration.ofSeconds(30));
            return true;
        });
        assertThat(stream.client().input().readAllBytes()).hasSize(100_000);
        assertThat(closed).isNotDone();
        client.close();
        assertThat(closed.get(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void acceptingWithPatienceGivesUpWithoutEndingTheSession() throws Exception {
        assertThat(server.accept(Duration.ofMillis(10))).isEmpty();
        assertThat(server.isEnded()).isFalse();
        assertThat(open(Map.of()).server().id()).isEqualTo(1);
    }

    @Test
    void sessionsOfManyShortStreamsForgetThem() throws Exception {
        for (int i = 0; i < SpdySession.MAX_STREAMS + 100; i++) {
            Pair stream = open(Map.of("n", Integer.toString(i)));
            stream.client().closeOutput();
            stream.server().closeOutput();
            assertThat(stream.client().input().read()).isEqualTo(-1);
        }
    }
}
