package io.navarch.kubelet.cri.containerd;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Programs of the host that this package runs to their end. */
final class HostCommand {
    /** The Debian package of each program, to be named when it is missing. */
    private static final Map<String, String> PACKAGES = Map.of("containerd", "containerd", "ctr", "containerd");

    private static final String SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private HostCommand() {}

    /** Where the program is. System directories are searched even where PATH leaves them out. */
    static String path(String program) throws ContainerdException {
        return find(program)
                .map(Path::toString)
                .orElseThrow(
                        () -> new ContainerdException(program + " is not installed; install it with: apt-get install "
                                + PACKAGES.getOrDefault(program, program)));
    }

    static Optional<Path> find(String program) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("") + ":" + SYSTEM_PATH;
        for (String directory : path.split(":", -1)) {
            Path candidate = Path.of(directory.isEmpty() ? "." : directory, program);
            if (Files.isExecutable(candidate)) {
                return Optional.of(candidate.toAbsolutePath());
            }
        }
        return Optional.empty();
    }

    /** Runs the program; fails with what it said unless it ends with 0. */
    static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
        int code = process.waitFor();
        if (code != 0) {
            throw new ContainerdException(String.join(" ", command) + " failed with " + code + ": " + output);
        }
    }
}
