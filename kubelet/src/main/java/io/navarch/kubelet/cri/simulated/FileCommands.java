package io.navarch.kubelet.cri.simulated;

import io.navarch.kubelet.cri.SessionStreams;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The commands by which clients copy files, and {@code cat} of a file that is known: those of volumes and those that were copied
 * into the container. Blocks its caller's thread.
 */
final class FileCommands {
    /** The programs, with arguments. */
    static final Set<String> NAMES = Set.of("tar", "test", "cat", "wc", "rm", "mkdir", "base64");

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

    /** All files that the container is known to have, by their absolute paths. */
    static Map<String, byte[]> known(SimulatedBehaviour behaviour, SimulatedContainer container) {
        var known = new TreeMap<>(behaviour.files(container));
        known.putAll(container.copiedFiles());
        return known;
    }

    /** Runs the command and answers its exit code; empty if it is another's. */
    static Optional<Integer> run(
            SimulatedBehaviour behaviour, SimulatedContainer container, List<String> command, SessionStreams streams)
            throws IOException {
        var program = command.getFirst();
        if (!NAMES.contains(program)) {
            return Optional.empty();
        }
        var commands = new FileCommands(container, known(behaviour, container), streams);
        var arguments = command.subList(1, command.size());
        return switch (program) {
            case "base64" -> Optional.of(commands.base64(arguments));
            case "cat" -> commands.cat(arguments);
            case "tar" -> arguments.isEmpty() ? Optional.empty() : Optional.of(commands.tar(TarWish.of(arguments)));
            case "test" -> commands.test(arguments);
            case "wc" -> commands.count(arguments);
            case "rm" -> commands.remove(arguments);
            default -> Optional.empty();
        };
    }

    private int tar(TarWish wish) throws IOException {
        return switch (wish.action()) {
            case VERSION -> print("tar (GNU tar) 1.34\n".getBytes(StandardCharsets.UTF_8));
            case CREATE -> pack(wish);
            case EXTRACT -> unpack(wish);
        };
    }

    private int unpack(TarWish wish) throws IOException {
        var archive = streams.stdin();
        if (!wish.file().equals("-")) {
            var content = known.get(normal(wish.file()));
            if (content == null) {
                return complain("tar: " + wish.file() + ": Cannot open: No such file or directory");
            }
            archive = new ByteArrayInputStream(content);
        }
        var files = TarStream.read(wish.zipped() ? new GZIPInputStream(archive) : archive);
        files.forEach((name, content) -> container.copy(normal(wish.folder() + "/" + name), content));
        return 0;
    }

    /** Names are as tar has them: without the slash at the beginning, or below the folder it was told to go to. */
    private int pack(TarWish wish) throws IOException {
        var wanted = new TreeMap<String, byte[]>();
        var below = normal(wish.folder());
        for (var path : wish.paths()) {
            var whole = normal(path.startsWith("/") ? path : below + "/" + path);
            known.forEach((name, content) -> {
                if (name.equals(whole) || name.startsWith(whole + "/")) {
                    int cut = path.startsWith("/") ? 1 : below.length() + 1;
                    wanted.put(name.substring(cut), content);
                }
            });
        }
        if (wanted.isEmpty()) {
            return complain("tar: " + String.join(" ", wish.paths()) + ": Cannot stat: No such file or directory");
        }
        var archive = new ByteArrayOutputStream();
        try (OutputStream packed = wish.zipped() ? new GZIPOutputStream(archive) : archive) {
            TarStream.write(wanted, packed);
        }
        if (wish.file().equals("-")) {
            return print(archive.toByteArray());
        }
        container.copy(normal(wish.file()), archive.toByteArray());
        return 0;
    }

    private int complain(String message) throws IOException {
        streams.stderr()
                .write((message + "\ntar: Exiting with failure status due to previous errors\n")
                        .getBytes(StandardCharsets.UTF_8));
        streams.stderr().flush();
        return 2;
    }

    private Optional<Integer> test(List<String> arguments) {
        if (arguments.size() != 2 || !Set.of("-d", "-f", "-e").contains(arguments.getFirst())) {
            return Optional.empty();
        }
        var path = normal(arguments.get(1));
        boolean folder = FOLDERS.contains(path.isEmpty() ? "/" : path)
                || known.keySet().stream().anyMatch(name -> name.startsWith(path + "/"));
        boolean file = known.containsKey(path);
        boolean holds =
                switch (arguments.getFirst()) {
                    case "-d" -> folder;
                    case "-f" -> file;
                    default -> folder || file;
                };
        // Nobody knows all files that an image has: of those that are not known the simulation goes on to say yes.
        return holds || arguments.getFirst().equals("-d") ? Optional.of(holds ? 0 : 1) : Optional.empty();
    }

    /** What is fed without a file, or a file that is known; the others are left to the simulation. */
    private Optional<Integer> cat(List<String> paths) throws IOException {
        if (paths.isEmpty() || paths.equals(List.of("-"))) {
            streams.stdin().transferTo(streams.stdout());
            streams.stdout().flush();
            return Optional.of(0);
        }
        var contents = new ArrayList<byte[]>();
        for (var path : paths) {
            var content = known.get(normal(path));
            if (content == null) {
                return Optional.empty();
            }
            contents.add(content);
        }
        for (var content : contents) {
            print(content);
        }
        return Optional.of(0);
    }

    private Optional<Integer> count(List<String> arguments) throws IOException {
        if (!arguments.equals(List.of("-c"))) {
            return Optional.empty();
        }
        long size = streams.stdin().transferTo(OutputStream.nullOutputStream());
        return Optional.of(print((size + "\n").getBytes(StandardCharsets.US_ASCII)));
    }

    private Optional<Integer> remove(List<String> arguments) {
        arguments.stream()
                .filter(argument -> !argument.startsWith("-"))
                .map(FileCommands::normal)
                .forEach(container::remove);
        return Optional.of(0);
    }

    private int base64(List<String> arguments) throws IOException {
        var input = streams.stdin().readAllBytes();
        if (arguments.contains("-d") || arguments.contains("--decode")) {
            return print(Base64.getMimeDecoder().decode(input));
        }
        var lines = Base64.getMimeEncoder(76, new byte[] {'\n'}).encode(input);
        print(lines);
        return print(new byte[] {'\n'});
    }

    private int print(byte[] bytes) throws IOException {
        streams.stdout().write(bytes);
        streams.stdout().flush();
        return 0;
    }

    /** The absolute path without detours; empty for the root. */
    static String normal(String path) {
        return ("/" + path).replaceAll("/(\\./|/)+", "/").replaceAll("/\\.?$", "");
    }
}
