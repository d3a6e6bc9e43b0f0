package io.navarch.network;

import io.navarch.runtime.NetworkContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the system's network tools in a node's network. */
public final class NodeCommands {
    private static final int DEADLINE_SECONDS = 30;

    private final NetworkContext network;

    public NodeCommands(NetworkContext network) {
        this.network = network;
    }

    /** @param output both streams */
    public record Outcome(int exitCode, String output) {
        public boolean ok() {
            return exitCode == 0;
        }
    }

    public Outcome run(String input, String... command) throws IOException, InterruptedException {
        var words = new ArrayList<>(network.commandPrefix());
        words.addAll(List.of(command));
        var process = new ProcessBuilder(words).redirectErrorStream(true).start();
        // Reading ends only when the program does, so somebody else has to watch the time.
        var watch = process.onExit()
                .orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS)
                .whenComplete((ended, late) -> {
                    if (late != null) {
                        process.destroyForcibly();
                    }
                });
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It ended before it had read all; what it said tells why.
            if (input.isEmpty()) {
                process.destroyForcibly();
                throw e;
            }
        }
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        if (watch.isCompletedExceptionally()) {
            throw new IOException(String.join(" ", command) + " did not end within " + DEADLINE_SECONDS + " s");
        }
        return new Outcome(process.exitValue(), output.strip());
    }

    /** Runs a command that has to succeed. */
    public String must(String input, String... command) throws IOException, InterruptedException {
        var outcome = run(input, command);
        if (!outcome.ok()) {
            throw new IOException(String.join(" ", command) + ": " + outcome.output());
        }
        return outcome.output();
    }

    /** Runs lines of {@code ip} or {@code bridge} in one go. */
    public void batch(String program, List<String> lines) throws IOException, InterruptedException {
        if (!lines.isEmpty()) {
            must(String.join("\n", lines) + "\n", program, "-batch", "-");
        }
    }
}
