package io.navarch.systemtests.kubectl;

import io.navarch.systemtests.fixture.Programs;
import io.navarch.systemtests.fixture.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Runs the steps of scripts with one kubectl, in a folder with the manifests. Confined to one thread. */
final class Terminal {
    /** What the scripts' commands take with {@code -f}. */
    private static final List<String> FILES = List.of("app.yaml", "app-changed.yaml", "kinds.yaml", "pod.yaml");

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String version;
    private final Path folder;
    private final Map<String, String> environment;

    /** The folder becomes the user's home and working directory. */
    private Terminal(String version, Path kubectl, Path folder, String kubeconfig) throws IOException {
        this.version = version;
        this.folder = folder;
        var programs = Files.createDirectories(folder.resolve("bin"));
        Files.createSymbolicLink(programs.resolve("kubectl"), kubectl);
        var config = Files.writeString(folder.resolve("kubeconfig"), kubeconfig);
        environment = Map.of(
                "PATH", programs + ":" + System.getenv("PATH"),
                "HOME", folder.toString(),
                "TZ", "UTC",
                "KUBECONFIG", config.toString(),
                "KUBECACHEDIR", folder.resolve("cache").toString());
    }

    /** A terminal in a new folder that has the manifests of the scripts. */
    static Terminal in(Path folder, String version, Path kubectl, String kubeconfig) throws IOException {
        Files.createDirectories(folder);
        for (var file : FILES) {
            try (var stream = Terminal.class.getResourceAsStream(file)) {
                Files.copy(Objects.requireNonNull(stream, file), folder.resolve(file));
            }
        }
        return new Terminal(version, kubectl, folder, kubeconfig);
    }

    /** Runs all steps that are for this version, also after one that fails. */
    void run(Script script) {
        var failures = new ArrayList<String>();
        for (var step : script.steps()) {
            if (!step.isFor(version)) {
                continue;
            }
            try {
                if (step.repeated()) {
                    Waiting.awaitThat(PATIENCE, () -> check(step));
                } else {
                    check(step);
                }
            } catch (AssertionError e) {
                failures.add(Objects.requireNonNull(e.getMessage()));
            }
        }
        if (!failures.isEmpty()) {
            throw new AssertionError("kubectl " + version + " " + script.name() + "\n" + String.join("\n\n", failures));
        }
    }

    private void check(Script.Step step) {
        var command = List.of("bash", "-c", "cd " + folder + "\nexec 2>&1\n" + step.command());
        var answer = Programs.run(command, "", environment, LIMIT);
        var said = answer.out().isEmpty() || answer.out().endsWith("\n") ? answer.out() : answer.out() + "\n";
        // kubectl ends some of its answers with empty lines.
        var matched = step.pattern().matcher(said).matches()
                || step.pattern().matcher(said.stripTrailing() + "\n").matches();
        if (!matched || answer.exitCode() != step.exitCode()) {
            throw new AssertionError("$ " + step.command() + "\n" + said + "[exit " + answer.exitCode()
                    + "]\ninstead of\n" + String.join("\n", step.expected()) + "\n[exit " + step.exitCode() + "]");
        }
    }
}
