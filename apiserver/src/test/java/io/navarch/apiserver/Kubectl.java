package io.navarch.apiserver;

import io.navarch.pki.Credential;
import io.navarch.pki.Pem;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a real kubectl against a server. */
final class Kubectl {
    private final Path binary;
    private final Path home;

    record Result(int exit, String out, String err) {
        String both() {
            return out + err;
        }
    }

    private Kubectl(Path binary, Path home) {
        this.binary = binary;
        this.home = home;
    }

    /** The kubectls on the PATH and beside the one that it finds; none on a machine without. */
    static List<Path> binaries() throws IOException {
        for (var folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            var found = Path.of(folder, "kubectl");
            if (Files.isExecutable(found)) {
                try (var files = Files.list(found.toRealPath().getParent())) {
                    var versions = files.filter(
                                    file -> file.getFileName().toString().matches("kubectl\\.1\\.\\d+"))
                            .sorted()
                            .toList();
                    return versions.isEmpty() ? List.of(found) : versions;
                }
            }
        }
        return List.of();
    }

    static Kubectl of(Path binary, Path home, int port, X509Certificate authority, Credential credential)
            throws IOException {
        var config = """
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: {server: "https://127.0.0.1:%d", certificate-authority-data: %s}}]
                users: [{name: u, user: {client-certificate-data: %s, client-key-data: %s}}]
                contexts: [{name: x, context: {cluster: c, user: u}}]
                current-context: x
                """.formatted(
                port, base64(Pem.of(authority)), base64(credential.certificatePem()), base64(credential.keyPem()));
        Files.writeString(home.resolve("config"), config);
        return new Kubectl(binary, home);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Starts it in the background; its errors come with its output. */
    Process start(String... arguments) throws IOException {
        var command = new ArrayList<String>(List.of(binary.toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("KUBECONFIG", home.resolve("config").toString());
        builder.environment().put("HOME", home.toString());
        return builder.start();
    }

    Result run(String... arguments) throws IOException, InterruptedException {
        return run("", List.of(arguments));
    }

    Result run(String input, List<String> arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>(List.of(binary.toString()));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command);
        builder.environment().put("KUBECONFIG", home.resolve("config").toString());
        builder.environment().put("HOME", home.toString());
        var out = Files.createTempFile(home, "out", "");
        var err = Files.createTempFile(home, "err", "");
        builder.redirectOutput(out.toFile()).redirectError(err.toFile());
        var process = builder.start();
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        }
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("kubectl " + arguments + " hangs: " + Files.readString(err));
        }
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
