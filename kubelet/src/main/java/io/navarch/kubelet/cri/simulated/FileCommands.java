package io.navarch.kubelet.cri.simulated;

import io.navarch.kubelet.cri.SessionStreams;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The commands by which {@code kubectl cp} copies files, and {@code cat} of a file that is known: those of volumes and those that
 * were copied into the container. Blocks its caller's thread.
 */
final class FileCommands {
    private static final Set<String> FOLDERS = Set.of(
            "/",
            "/app",
            "/data",
            "/etc",
            "/home",
            "/mnt",
            "/opt",
            "/root",
            "/srv",
            "/tmp",
            "/usr",
            "/var",
            "/var/lib",
            "/var/log",
            "/work",
            "/workspace");

    private final SimulatedContainer container;
    private final Map<String, byte[]> known;
    private final SessionStreams streams;

    private FileCommands(SimulatedContainer container, Map<String, byte[]> known, SessionStreams streams) {
        this.container = container;
        this.known = known;
        this.streams = streams;
    }

    /** Runs the command and answers its exit code; empty if it is another's. */
    static Optional<Integer> run(
            SimulatedBehaviour behaviour, SimulatedContainer container, List<String> command, SessionStreams streams)
            throws IOException {
        var program = command.getFirst();
        if (command.size() < 2 || !Set.of("tar", "test", "cat").contains(program)) {
            return Optional.empty();
        }
        var known = new TreeMap<>(behaviour.files(container));
        known.putAll(container.copiedFiles());
        var commands = new FileCommands(container, known, streams);
        return switch (program) {
            case "tar" -> Optional.of(commands.tar(command));
            case "test" -> commands.test(command);
            default -> commands.cat(command.get(1));
        };
    }

    private int tar(List<String> command) throws IOException {
        if (command.get(1).replace("-", "").startsWith("c")) {
            return send(normal(command.getLast()));
        }
        int folder = command.indexOf("-C");
        var target = folder >= 0 && folder + 1 < command.size() ? normal(command.get(folder + 1)) : "";
        for (var file : TarStream.read(streams.stdin()).entrySet()) {
            container.copy(normal(target + "/" + file.getKey()), file.getValue());
        }
        return 0;
    }

    /** As tar does, without the slash at the beginning. */
    private int send(String path) throws IOException {
        var wanted = new TreeMap<String, byte[]>();
        known.forEach((name, content) -> {
            if (name.equals(path) || name.startsWith(path + "/")) {
                wanted.put(name.substring(1), content);
            }
        });
        if (wanted.isEmpty()) {
            streams.stderr()
                    .write(("tar: " + path + ": Cannot stat: No such file or directory\n"
                                    + "tar: Exiting with failure status due to previous errors\n")
                            .getBytes(StandardCharsets.UTF_8));
            streams.stderr().flush();
            return 2;
        }
        TarStream.write(wanted, streams.stdout());
        return 0;
    }

    private Optional<Integer> test(List<String> command) {
        if (command.size() != 3 || !command.get(1).equals("-d")) {
            return Optional.empty();
        }
        var path = normal(command.get(2));
        boolean folder = FOLDERS.contains(path.isEmpty() ? "/" : path)
                || known.keySet().stream().anyMatch(name -> name.startsWith(path + "/"));
        return Optional.of(folder ? 0 : 1);
    }

    private Optional<Integer> cat(String path) throws IOException {
        var content = known.get(normal(path));
        if (content == null) {
            return Optional.empty();
        }
        streams.stdout().write(content);
        streams.stdout().flush();
        return Optional.of(0);
    }

    private static String normal(String path) {
        return ("/" + path).replaceAll("/(\\./|/)+", "/").replaceAll("/\\.?$", "");
    }
}
