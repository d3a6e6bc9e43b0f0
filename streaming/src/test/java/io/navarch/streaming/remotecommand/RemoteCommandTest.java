package io.navarch.streaming.remotecommand;

import static io.navarch.streaming.Loopback.async;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.streaming.Loopback;
import io.navarch.streaming.spdy.SpdySession;
import io.navarch.streaming.websocket.WebSocket;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RemoteCommandTest {
    private static final RemoteCommandOptions ALL = new RemoteCommandOptions(true, true, true, false);
    private static final RemoteCommandOptions TERMINAL = new RemoteCommandOptions(true, true, false, true);

    @ParameterizedTest
    @EnumSource(
            value = CommandProtocol.class,
            names = {"V1", "V2", "V3", "V4"})
    void aCommandRunsOverSpdy(CommandProtocol protocol) throws Exception {
        try (Loopback wire = Loopback.open()) {
            CompletableFuture<Boolean> served = async(() ->
                    EchoCommand.run(RemoteCommandStreams.over(SpdySession.server(wire.server()), protocol, ALL), 42));
            try (RemoteCommand command = RemoteCommand.over(SpdySession.client(wire.client()), protocol, ALL)) {
                command.stdin().write("hello".getBytes(StandardCharsets.UTF_8));
                command.stdin().close();
                assertThat(command.stdout().readAllBytes()).asString().isEqualTo("hello");
                assertThat(command.stderr().readAllBytes()).asString().isEqualTo("done");
                CommandStatus status = command.await();
                assertThat(status.success()).isFalse();
                assertThat(status.message()).contains("command terminated with exit code 42");
                assertThat(status.exitCode().orElse(-1)).isEqualTo(protocol.hasStatus() ? 42 : -1);
            }
            assertThat(served.get(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aCommandRunsOverWebSocketsOfVersion5() throws Exception {
        try (Loopback wire = Loopback.open()) {
            CompletableFuture<Boolean> served = async(() -> EchoCommand.run(
                    RemoteCommandStreams.over(WebSocket.server(wire.server()), "v5.channel.k8s.io", ALL), 0));
            try (RemoteCommand command =
                    RemoteCommand.over(WebSocket.client(wire.client()), "v5.channel.k8s.io", ALL)) {
                command.stdin().write("hello".getBytes(StandardCharsets.UTF_8));
                command.stdin().close();
                assertThat(command.stdout().readAllBytes()).asString().isEqualTo("hello");
                assertThat(command.stderr().readAllBytes()).asString().isEqualTo("done");
                assertThat(command.await().success()).isTrue();
            }
            assertThat(served.get(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "channel.k8s.io", "base64.channel.k8s.io", "v4.channel.k8s.io", "v4.base64.channel.k8s.io"})
    void aCommandRunsOverOlderWebSockets(String subprotocol) throws Exception {
        try (Loopback wire = Loopback.open()) {
            CompletableFuture<Boolean> served = async(() -> {
                var streams = RemoteCommandStreams.over(WebSocket.server(wire.server()), subprotocol, ALL);
                byte[] line = streams.stdin().readNBytes(5);
                streams.stdout().write(line);
                streams.finish(CommandStatus.exited(7));
                return true;
            });
            try (RemoteCommand command = RemoteCommand.over(WebSocket.client(wire.client()), subprotocol, ALL)) {
                command.stdin().write("hello".getBytes(StandardCharsets.UTF_8));
                assertThat(command.stdout().readAllBytes()).asString().isEqualTo("hello");
                assertThat(command.await().message()).contains("command terminated with exit code 7");
            }
            assertThat(served.get(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void terminalsHaveSizesAndNoStderr() throws Exception {
        try (Loopback wire = Loopback.open()) {
            CompletableFuture<TerminalSize> seen = async(() -> {
                var streams =
                        RemoteCommandStreams.over(SpdySession.server(wire.server()), CommandProtocol.V4, TERMINAL);
                TerminalSize size = streams.resizes().next().orElseThrow();
                streams.stderr().write(1);
                streams.finish(CommandStatus.succeeded());
                return size;
            });
            try (RemoteCommand command =
                    RemoteCommand.over(SpdySession.client(wire.client()), CommandProtocol.V4, TERMINAL)) {
                command.resize(new TerminalSize(120, 40));
                assertThat(command.stderr().read()).isEqualTo(-1);
                assertThat(command.await().success()).isTrue();
            }
            assertThat(seen.get(5, TimeUnit.SECONDS)).isEqualTo(new TerminalSize(120, 40));
        }
    }

    @Test
    void aClientThatLeavesIsNoticed() throws Exception {
        try (Loopback spdy = Loopback.open();
                Loopback web = Loopback.open()) {
            CountDownLatch left = new CountDownLatch(2);
            async(() -> {
                RemoteCommandStreams.over(SpdySession.server(spdy.server()), CommandProtocol.V4, ALL)
                        .onDisconnect(left::countDown);
                return true;
            });
            RemoteCommand first = RemoteCommand.over(SpdySession.client(spdy.client()), CommandProtocol.V4, ALL);
            RemoteCommandStreams.over(WebSocket.server(web.server()), "v5.channel.k8s.io", ALL)
                    .onDisconnect(left::countDown);
            first.close();
            web.client().close();
            assertThat(left.await(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aConnectionThatIsLostIsNoSuccess() throws Exception {
        try (Loopback wire = Loopback.open()) {
            CompletableFuture<RemoteCommandStreams> served =
                    async(() -> RemoteCommandStreams.over(SpdySession.server(wire.server()), CommandProtocol.V4, ALL));
            RemoteCommand command = RemoteCommand.over(SpdySession.client(wire.client()), CommandProtocol.V4, ALL);
            served.get(5, TimeUnit.SECONDS);
            wire.server().close();
            assertThat(command.stdout().read()).isEqualTo(-1);
            assertThatThrownBy(command::await).hasMessage("the connection to the command was lost");
        }
    }

    @Test
    void aHundredMegabytesGoThroughATranslatorBothWays() throws Exception {
        long size = 100L * 1024 * 1024;
        try (Loopback front = Loopback.open();
                Loopback back = Loopback.open()) {
            CompletableFuture<Boolean> kubelet = async(() -> EchoCommand.run(
                    RemoteCommandStreams.over(SpdySession.server(back.server()), CommandProtocol.V4, ALL), 5));
            CompletableFuture<Boolean> apiserver = async(() -> {
                StreamTranslator.run(
                        RemoteCommandStreams.over(WebSocket.server(front.server()), "v5.channel.k8s.io", ALL),
                        RemoteCommand.over(SpdySession.client(back.client()), CommandProtocol.V4, ALL));
                return true;
            });
            try (RemoteCommand command =
                    RemoteCommand.over(WebSocket.client(front.client()), "v5.channel.k8s.io", ALL)) {
                CompletableFuture<Long> sent = async(() -> {
                    try (OutputStream stdin = command.stdin()) {
                        return Loopback.writePattern(stdin, size);
                    }
                });
                assertThat(Loopback.checkPattern(command.stdout())).isEqualTo(size);
                assertThat(command.stderr().readAllBytes()).asString().isEqualTo("done");
                assertThat(command.await().exitCode()).hasValue(5);
                assertThat(sent.get(5, TimeUnit.SECONDS)).isEqualTo(size);
            }
            assertThat(kubelet.get(5, TimeUnit.SECONDS)).isTrue();
            assertThat(apiserver.get(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aTranslatorEndsTheCommandOfAClientThatLeaves() throws Exception {
        try (Loopback front = Loopback.open();
                Loopback back = Loopback.open()) {
            CountDownLatch left = new CountDownLatch(1);
            async(() -> {
                RemoteCommandStreams.over(SpdySession.server(back.server()), CommandProtocol.V4, ALL)
                        .onDisconnect(left::countDown);
                return true;
            });
            CompletableFuture<Boolean> apiserver = async(() -> {
                StreamTranslator.run(
                        RemoteCommandStreams.over(WebSocket.server(front.server()), "v5.channel.k8s.io", ALL),
                        RemoteCommand.over(SpdySession.client(back.client()), CommandProtocol.V4, ALL));
                return true;
            });
            WebSocket.client(front.client()).receive();
            front.client().close();
            assertThat(left.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(apiserver.get(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aClientThatOpensTooFewStreamsIsGivenUp() throws Exception {
        try (Loopback wire = Loopback.open()) {
            CompletableFuture<RemoteCommandStreams> served = async(() -> SpdyCommandStreams.accept(
                    SpdySession.server(wire.server()), CommandProtocol.V4, ALL, java.time.Duration.ofMillis(100)));
            assertThatThrownBy(() -> served.get(5, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(IOException.class)
                    .hasMessageContaining("timed out waiting for client to create streams");
        }
    }

    @Test
    void protocolsAreFoundByName() {
        assertThat(CommandProtocol.named("")).contains(CommandProtocol.V1);
        assertThat(CommandProtocol.named("v4.base64.channel.k8s.io")).contains(CommandProtocol.V4);
        assertThat(CommandProtocol.named("v6.channel.k8s.io")).isEmpty();
        assertThat(CommandProtocol.isBase64("base64.channel.k8s.io")).isTrue();
    }
}
