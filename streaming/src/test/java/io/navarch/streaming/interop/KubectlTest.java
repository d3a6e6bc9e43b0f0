package io.navarch.streaming.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.navarch.streaming.Tunnel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Real kubectl, old and new, with SPDY and WebSockets, against our sessions. Skipped where there is no kubectl. */
@Tag("kubectl")
@Timeout(120)
class KubectlTest {
    private static final byte[] NOTHING = {};

    @TempDir
    Path home;

    private TinyApiServer server;
    private ServerSocket echo;

    /** A way of running kubectl; the port and home are the test's. */
    record Flavour(Path binary, boolean webSockets) {
        @Override
        public String toString() {
            return binary.getFileName() + (webSockets ? " with WebSockets" : " with SPDY");
        }
    }

    static Stream<Flavour> flavours() throws IOException {
        List<Path> installed = Kubectl.installed();
        if (installed.isEmpty()) {
            return Stream.of(new Flavour(Path.of("none"), false));
        }
        return installed.stream().flatMap(binary -> Stream.of(new Flavour(binary, false), new Flavour(binary, true)));
    }

    @BeforeEach
    void start() throws IOException {
        echo = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        Thread.ofVirtual().start(this::serveEcho);
        server = new TinyApiServer(echo.getLocalPort());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        echo.close();
    }

    private Kubectl kubectl(Flavour flavour) throws IOException {
        assumeFalse(flavour.binary().equals(Path.of("none")), "no kubectl here");
        Files.writeString(home.resolve("config"), "{}");
        return new Kubectl(flavour.binary(), flavour.webSockets(), server.port(), home);
    }

    private void serveEcho() {
        try {
            while (true) {
                Socket socket = echo.accept();
                Thread.ofVirtual().start(() -> {
                    try (socket) {
                        Tunnel.copy(socket.getInputStream(), socket.getOutputStream());
                    } catch (IOException e) {
                        // The client left.
                    }
                });
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void execRunsCommandsWithTheirStreamsAndExitCodes(Flavour flavour) throws Exception {
        Kubectl kubectl = kubectl(flavour);
        Kubectl.Result plain = kubectl.run(NOTHING, "exec", "p", "--", "sh", "-c", "echo out; echo err >&2");
        assertThat(plain).isEqualTo(new Kubectl.Result(0, "out\n", "err\n"));
        byte[] input = new byte[3_000_000];
        Arrays.fill(input, (byte) 'x');
        Kubectl.Result piped = kubectl.run(input, "exec", "-i", "p", "--", "sh", "-c", "cat; exit 3");
        assertThat(piped.exitCode()).as(piped.err()).isEqualTo(3);
        assertThat(piped.out()).hasSize(input.length);
        assertThat(piped.err()).contains("command terminated with exit code 3");
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void execOfMuchOutputLosesNothing(Flavour flavour) throws Exception {
        Kubectl kubectl = kubectl(flavour);
        Kubectl.Result result = kubectl.run(NOTHING, "exec", "p", "--", "head", "-c", "30000000", "/dev/zero");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).hasSize(30_000_000);
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void execOfWhatDoesNotExistSaysSo(Flavour flavour) throws Exception {
        Kubectl kubectl = kubectl(flavour);
        Kubectl.Result result = kubectl.run(NOTHING, "exec", "p", "--", "no-such-command");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("Internal error occurred: error executing command in container");
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void attachCopiesTheInputBack(Flavour flavour) throws Exception {
        Kubectl kubectl = kubectl(flavour);
        Kubectl.Result result = kubectl.run("hello\n".getBytes(StandardCharsets.UTF_8), "attach", "-i", "p", "-c", "c");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).contains("hello\n");
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void terminalSizesArrive(Flavour flavour) throws Exception {
        Kubectl kubectl = kubectl(flavour);
        assumeTrue(Kubectl.onPath("script").isPresent(), "no script command here");
        String command = String.join(" ", kubectl.command("exec", "-it", "p", "--", "print-size"));
        Kubectl.Result result = kubectl.run(
                NOTHING,
                kubectl.prepare(List.of("script", "-qec", "stty cols 101 rows 33; exec " + command, "/dev/null")));
        assertThat(result.out()).contains("101x33");
        assertThat(result.exitCode()).isZero();
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void cpCopiesFilesBothWays(Flavour flavour) throws Exception {
        Kubectl kubectl = kubectl(flavour);
        byte[] content = new byte[5_000_000];
        new java.util.Random(1).nextBytes(content);
        Path source = Files.write(home.resolve("source"), content);
        Path remote = home.resolve("remote");
        Path back = home.resolve("back");
        Kubectl.Result to = kubectl.run(NOTHING, "cp", source.toString(), "default/p:" + remote);
        assertThat(to.exitCode()).as(to.err()).isZero();
        assertThat(Files.readAllBytes(remote)).isEqualTo(content);
        Kubectl.Result from = kubectl.run(NOTHING, "cp", "default/p:" + remote, back.toString());
        assertThat(from.exitCode()).as(from.err()).isZero();
        assertThat(Files.readAllBytes(back)).isEqualTo(content);
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void portForwardCarriesConnections(Flavour flavour) throws Exception {
        Kubectl kubectl = kubectl(flavour);
        Process process = kubectl.prepare(kubectl.command("port-forward", "pod/p", ":80"))
                .redirectErrorStream(true)
                .start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            Matcher said =
                    Pattern.compile("Forwarding from 127.0.0.1:(\\d+) -> 80").matcher(lines.readLine());
            assertThat(said.find()).as(said.toString()).isTrue();
            int port = Integer.parseInt(said.group(1));
            for (int i = 0; i < 3; i++) {
                echo(port, 2_000_000);
            }
        } finally {
            process.destroy();
            process.waitFor(10, TimeUnit.SECONDS);
        }
    }

    private static void echo(int port, int size) throws Exception {
        try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
            byte[] sent = new byte[size];
            new java.util.Random(port).nextBytes(sent);
            Thread writer = Thread.ofVirtual().start(() -> {
                try {
                    socket.getOutputStream().write(sent);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            byte[] received = socket.getInputStream().readNBytes(size);
            writer.join();
            assertThat(Arrays.equals(received, sent)).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void portForwardReportsAPortThatCannotBeReached(Flavour flavour) throws Exception {
        Kubectl kubectl = kubectl(flavour);
        Process process = kubectl.prepare(kubectl.command("port-forward", "pod/p", ":81"))
                .redirectErrorStream(true)
                .start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            Matcher said =
                    Pattern.compile("Forwarding from 127.0.0.1:(\\d+) -> 81").matcher(lines.readLine());
            assertThat(said.find()).isTrue();
            try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), Integer.parseInt(said.group(1)))) {
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
            }
            String line = lines.readLine();
            while (line != null && !line.contains("an error occurred forwarding")) {
                line = lines.readLine();
            }
            assertThat(line).contains("-> 81: error forwarding port 81 to pod p_default, uid u: connection refused");
        } finally {
            process.destroy();
            process.waitFor(10, TimeUnit.SECONDS);
        }
    }
}
