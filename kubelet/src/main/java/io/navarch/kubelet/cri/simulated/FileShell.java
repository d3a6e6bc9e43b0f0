package io.navarch.kubelet.cri.simulated;

import io.navarch.kubelet.cri.SessionStreams;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Runs scripts by which clients other than kubectl copy files into and out of containers: {@code cat - > FILE}, {@code wc -c <
 * FILE}, {@code tar … | base64} and such. Blocks its caller's thread.
 */
final class FileShell {
    private static final Set<String> OTHERS = Set.of("echo", "exit", "true", ":");

    private final SimulatedBehaviour behaviour;
    private final SimulatedContainer container;
    private final SessionStreams streams;
    private final Map<String, String> variables = new HashMap<>();
    private int exitCode;
    private boolean ended;

    private FileShell(SimulatedBehaviour behaviour, SimulatedContainer container, SessionStreams streams) {
        this.behaviour = behaviour;
        this.container = container;
        this.streams = streams;
    }

    /** Runs the command if it is a script that is about files and nothing else. */
    static Optional<Integer> run(
            SimulatedBehaviour behaviour, SimulatedContainer container, List<String> command, SessionStreams streams)
            throws IOException {
        if (command.size() != 3
                || !SimulatedSession.SHELLS.contains(command.getFirst())
                || !command.get(1).equals("-c")) {
            return Optional.empty();
        }
        var script = ShellScript.parse(command.get(2)).filter(FileShell::isAboutFiles);
        if (script.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new FileShell(behaviour, container, streams).run(script.get()));
    }

    private static boolean isAboutFiles(ShellScript script) {
        var commands = script.statements().stream()
                .flatMap(statement -> statement.pipeline().stream())
                .toList();
        return commands.stream().allMatch(FileShell::isKnown)
                && commands.stream().anyMatch(FileShell::needsFiles);
    }

    private static boolean isKnown(ShellScript.Command command) {
        return !command.words().isEmpty()
                && (isAssignment(command)
                        || OTHERS.contains(command.words().getFirst())
                        || FileCommands.NAMES.contains(command.words().getFirst()));
    }

    private static boolean needsFiles(ShellScript.Command command) {
        return !command.from().isEmpty()
                || !command.to().isEmpty()
                || Set.of("cat", "tar", "wc", "rm").contains(command.words().getFirst());
    }

    private static boolean isAssignment(ShellScript.Command command) {
        return command.words().size() == 1 && command.words().getFirst().matches("(?s)\\w+=.*");
    }

    private int run(ShellScript script) throws IOException {
        for (var statement : script.statements()) {
            boolean due =
                    switch (statement.when()) {
                        case ALWAYS -> true;
                        case SUCCESS -> exitCode == 0;
                        case FAILURE -> exitCode != 0;
                    };
            if (due && !ended) {
                run(statement.pipeline());
            }
        }
        return exitCode;
    }

    private void run(List<ShellScript.Command> pipeline) throws IOException {
        InputStream input = streams.stdin();
        for (int i = 0; i < pipeline.size() && !ended; i++) {
            var command = pipeline.get(i);
            var output = new ByteArrayOutputStream();
            var from = expand(command.from());
            var to = expand(command.to());
            if (!from.isEmpty()) {
                var content = FileCommands.known(behaviour, container).get(FileCommands.normal(from));
                if (content == null) {
                    complain("sh: " + from + ": No such file or directory");
                    exitCode = 1;
                    return;
                }
                input = new ByteArrayInputStream(content);
            }
            boolean last = i == pipeline.size() - 1 && to.isEmpty();
            var ends = new SessionStreams(input, last ? streams.stdout() : output, streams.stderr(), 0);
            exitCode = run(command, ends);
            if (!to.isEmpty()) {
                write(to, command.append(), output.toByteArray());
            }
            input = new ByteArrayInputStream(output.toByteArray());
        }
        streams.stdout().flush();
    }

    private int run(ShellScript.Command command, SessionStreams ends) throws IOException {
        var words = command.words().stream().map(this::expand).toList();
        if (isAssignment(command)) {
            var parts = words.getFirst().split("=", 2);
            variables.put(parts[0], parts[1]);
            return 0;
        }
        return switch (words.getFirst()) {
            case "true", ":" -> 0;
            case "echo" -> {
                var text = String.join(" ", words.subList(1, words.size())) + "\n";
                ends.stdout().write(text.getBytes(StandardCharsets.UTF_8));
                yield 0;
            }
            case "exit" -> {
                ended = true;
                yield words.size() > 1 && words.get(1).matches("\\d+") ? Integer.parseInt(words.get(1)) : exitCode;
            }
            default -> FileCommands.run(behaviour, container, words, ends).orElse(0);
        };
    }

    private void write(String path, boolean append, byte[] content) {
        if (path.equals("/dev/null")) {
            return;
        }
        var whole = new ByteArrayOutputStream();
        if (append) {
            whole.writeBytes(
                    FileCommands.known(behaviour, container).getOrDefault(FileCommands.normal(path), new byte[0]));
        }
        whole.writeBytes(content);
        container.copy(FileCommands.normal(path), whole.toByteArray());
    }

    private void complain(String message) throws IOException {
        streams.stderr().write((message + "\n").getBytes(StandardCharsets.UTF_8));
        streams.stderr().flush();
    }

    private String expand(String word) {
        return ShellScript.expand(
                word, name -> name.equals("?") ? String.valueOf(exitCode) : variables.getOrDefault(name, ""));
    }
}
