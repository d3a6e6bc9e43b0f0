package io.navarch.bench.server;

import io.navarch.bench.http2.Target;
import io.navarch.bench.http2.Trust;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A control plane without nodes as a process of its own, with the flags that {@code ./navarch} gives it. State in a temporary
 * folder that goes away with {@link #close}; it can be stopped and started again on the same state.
 */
public final class ServerProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path folder;
    private final int port;
    private final List<String> command;
    private Process process;
    private long startNanos;

    private ServerProcess(Path folder, int port, List<String> command) throws IOException {
        this.folder = folder;
        this.port = port;
        this.command = command;
        this.process = exec();
    }

    /** Starts an empty one and waits until it is ready. */
    public static ServerProcess start() throws IOException, InterruptedException {
        var launcher = System.getProperty("navarch.launcher", "");
        if (launcher.isEmpty()) {
            throw new IllegalStateException(
                    "start the bench with ./navarch bench, which knows how a server is started");
        }
        var folder = Files.createTempDirectory("navarch-bench");
        var tokens = Files.writeString(folder.resolve("tokens.csv"), Tokens.OWN.csv());
        int port = freePort();
        var command = new ArrayList<>(List.of(launcher, "up", "--nodes", "0", "--simulated-nodes", "0"));
        command.addAll(List.of("--bind-address", "127.0.0.1", "--secure-port", Integer.toString(port)));
        command.addAll(List.of("--data-dir", folder.resolve("data").toString()));
        command.addAll(List.of("--token-auth-file", tokens.toString()));
        var server = new ServerProcess(folder, port, command);
        server.awaitReady();
        return server;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private Process exec() throws IOException {
        startNanos = System.nanoTime();
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(folder.resolve("server.log").toFile());
        builder.environment().put("NAVARCH_BUILD", "never");
        return builder.start();
    }

    /** Stops it and starts it on the same state, and waits until it is ready. */
    public void restart() throws IOException, InterruptedException {
        stop();
        process = exec();
        awaitReady();
    }

    private void awaitReady() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        var probe = new Readiness(port);
        while (!probe.isReady()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException("the server does not get ready: " + log());
            }
            Thread.sleep(2);
        }
        startNanos = System.nanoTime() - startNanos;
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("server.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How long the last start took, from exec to a /readyz of 200. */
    public Duration startTime() {
        return Duration.ofNanos(startNanos);
    }

    /** Who is called by the measured load. */
    public Target target() {
        return new Target(
                URI.create("https://127.0.0.1:" + port),
                Trust.in(folder.resolve("data/pki/ca.crt")),
                Tokens.OWN.load());
    }

    public Tokens tokens() {
        return Tokens.OWN;
    }

    public ProcessFigures figures() {
        return new ProcessFigures(List.of(process.pid()));
    }

    private void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            stop();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
