package io.navarch.streaming.interop;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A kubectl of the machine, with a home of its own. */
record Kubectl(Path binary, boolean webSockets, int port, Path home) {
    /** Further binaries, separated as paths are. */
    private static final String MORE = "NAVARCH_KUBECTLS";

    record Result(int exitCode, String out, String err) {}

    /** The one on the PATH, others of numbered versions beside it, and those that the environment names. */
    static List<Path> installed() throws IOException {
        TreeMap<Integer, Path> found = new TreeMap<>();
        Optional<Path> onPath = onPath("kubectl");
        if (onPath.isPresent()) {
            Path real = onPath.get().toRealPath();
            found.put(-1, real);
            try (Stream<Path> siblings =
                    Files.list(Optional.ofNullable(real.getParent()).orElseThrow())) {
                siblings.filter(p -> p.getFileName().toString().matches("kubectl\\.1\\.\\d+"))
                        .forEach(p -> found.put(
                                Integer.parseInt(p.getFileName().toString().substring(10)), p));
            }
            if (found.size() > 1) {
                found.remove(-1);
            }
        }
        List<Path> binaries = new ArrayList<>();
        if (!found.isEmpty()) {
            binaries.add(found.lastEntry().getValue());
        }
        if (found.size() > 1) {
            binaries.add(found.firstEntry().getValue());
        }
        Optional.ofNullable(System.getenv(MORE)).ifPresent(more -> Arrays.stream(more.split(File.pathSeparator))
                .map(Path::of)
                .forEach(binaries::add));
        return binaries;
    }

    static Optional<Path> onPath(String program) {
        return Arrays.stream(
                        Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
                .map(dir -> Path.of(dir, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(binary.toString(), "--server=http://127.0.0.1:" + port));
        command.addAll(List.of(arguments));
        return command;
    }

    ProcessBuilder prepare(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        environment.put("HOME", home.toString());
        environment.put("KUBECONFIG", home.resolve("config").toString());
        environment.put("KUBECTL_REMOTE_COMMAND_WEBSOCKETS", Boolean.toString(webSockets));
        environment.put("KUBECTL_PORT_FORWARD_WEBSOCKETS", Boolean.toString(webSockets));
        environment.keySet().removeIf(name -> name.toLowerCase(java.util.Locale.ROOT)
                .endsWith("_proxy"));
        return builder;
    }

    Result run(byte[] input, String... arguments) throws IOException, InterruptedException {
        return run(input, prepare(command(arguments)));
    }

    Result run(byte[] input, ProcessBuilder prepared) throws IOException, InterruptedException {
        Path out = Files.createTempFile(home, "out", "");
        Path err = Files.createTempFile(home, "err", "");
        Process process = prepared.redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input);
        } catch (IOException e) {
            // It did not want it.
        }
        if (!process.waitFor(40, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("kubectl hangs: " + prepared.command() + " said "
                    + Files.readString(out, StandardCharsets.ISO_8859_1) + Files.readString(err));
        }
        return new Result(
                process.exitValue(), Files.readString(out, StandardCharsets.ISO_8859_1), Files.readString(err));
    }

    @Override
    public String toString() {
        return binary.getFileName() + (webSockets ? " with WebSockets" : " with SPDY");
    }
}
