package io.navarch.embedded.node;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a real kubectl against a cluster. */
public final class Kubectl {
    private static final int PATIENCE_SECONDS = 60;

    private final Path binary;
    private final Path home;

    public record Result(int exit, String out, String err) {
        public String both() {
            return out + err;
        }
    }

    public Kubectl(Path binary, Path home, String kubeconfig) throws IOException {
        this.binary = binary;
        this.home = home;
        Files.writeString(home.resolve("config"), kubeconfig);
    }

    /** The oldest and the newest kubectl beside the one on the PATH; none on a machine without. */
    public static List<Path> binaries() throws IOException {
        for (var folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            var found = Path.of(folder, "kubectl");
            if (Files.isExecutable(found)) {
                try (var files = Files.list(found.toRealPath().getParent())) {
                    var versions = files.filter(
                                    file -> file.getFileName().toString().matches("kubectl\\.1\\.\\d+"))
                            .sorted()
                            .toList();
                    return versions.size() < 2 ? List.of(found) : List.of(versions.getFirst(), versions.getLast());
                }
            }
        }
        return List.of();
    }

    public Result run(String... arguments) throws IOException, InterruptedException {
        return fed("", arguments);
    }

    /** Runs it with something on its standard input. */
    public Result fed(String input, String... arguments) throws IOException, InterruptedException {
        var out = Files.createTempFile(home, "out", "");
        var err = Files.createTempFile(home, "err", "");
        var process = builder(arguments)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        }
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("kubectl " + List.of(arguments) + " hangs: " + Files.readString(err));
        }
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    /** Starts it in the background; its errors come with its output. */
    public Process start(String... arguments) throws IOException {
        return builder(arguments).redirectErrorStream(true).start();
    }

    private ProcessBuilder builder(String... arguments) {
        var command = new ArrayList<String>(List.of(binary.toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command);
        builder.environment().put("KUBECONFIG", home.resolve("config").toString());
        builder.environment().put("HOME", home.toString());
        return builder;
    }
}
