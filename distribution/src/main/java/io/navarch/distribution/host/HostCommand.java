package io.navarch.distribution.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs programs of the host to their end. Both output streams are read as one. */
public final class HostCommand {
    private static final Duration DEADLINE = Duration.ofMinutes(1);
    private static final List<String> USUAL_FOLDERS =
            List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

    private HostCommand() {}

    /**
     * What a program answered.
     *
     * @param exitCode 0 if all went well
     * @param output what it printed, both streams
     */
    public record Outcome(int exitCode, String output) {
        public boolean succeeded() {
            return exitCode == 0;
        }

        /** The last line printed, which usually says what is wrong. */
        public String lastLine() {
            return output.strip().lines().reduce("", (before, line) -> line);
        }
    }

    public static Outcome run(String... command) {
        return run(List.of(command));
    }

    public static Outcome run(List<String> command) {
        return run(command, "", DEADLINE, Map.of());
    }

    /** Runs the command with the text as its standard input. */
    public static Outcome run(List<String> command, String input, Duration deadline, Map<String, String> environment) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().putAll(environment);
            Process process = builder.start();
            Thread writer = Thread.startVirtualThread(() -> write(process, input));
            Thread killer = Thread.startVirtualThread(() -> killAfter(process, deadline));
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exitCode = process.waitFor();
            writer.interrupt();
            killer.interrupt();
            return new Outcome(exitCode, output);
        } catch (IOException e) {
            return new Outcome(127, command.getFirst() + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome(130, command.getFirst() + ": interrupted");
        }
    }

    /**
     * Runs a command that has to succeed.
     *
     * @throws IllegalStateException with the command and its last line if it does not
     */
    public static String must(String... command) {
        Outcome outcome = run(command);
        if (!outcome.succeeded()) {
            throw new IllegalStateException(String.join(" ", command) + ": " + outcome.lastLine());
        }
        return outcome.output();
    }

    private static void write(Process process, String input) {
        try (var stream = process.getOutputStream()) {
            stream.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // The program ended or closed its input without reading all of it: its exit code tells whether that was
            // wrong.
            process.isAlive();
        }
    }

    private static void killAfter(Process process, Duration deadline) {
        try {
            if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Where the program is: on the path or in a folder where Debian keeps programs of the administrator. */
    public static Optional<Path> find(String program) {
        String path = System.getenv("PATH");
        return java.util.stream.Stream.concat(
                        path == null ? java.util.stream.Stream.empty() : java.util.stream.Stream.of(path.split(":")),
                        USUAL_FOLDERS.stream())
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
