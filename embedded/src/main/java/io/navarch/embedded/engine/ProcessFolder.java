package io.navarch.embedded.engine;

import io.navarch.kubelet.cri.simulated.SimulatedContainer;
import io.navarch.model.core.v1.Container;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a process finds: a folder with the files of its volumes and a kubeconfig, and an environment that says where they are.
 *
 * @param ports of this machine by the container's ports that they are free for
 */
record ProcessFolder(Path folder, Map<String, String> environment, Map<Integer, Integer> ports, String workingDir) {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessFolder.class);
    private static final long TOKEN_SECONDS = 3607;

    /** What a process of any container needs of this machine's environment. */
    private static final List<String> INHERITED = List.of(
            "PATH",
            "HOME",
            "JAVA_HOME",
            "TMPDIR",
            "TEMP",
            "TMP",
            "SystemRoot",
            "PATHEXT",
            "ComSpec",
            "USERPROFILE",
            "LANG");

    static ProcessFolder make(NodeEngine node, SimulatedContainer container, StartedContainer handle)
            throws IOException {
        var folder = Files.createTempDirectory("navarch-process-");
        var environment = new HashMap<String, String>();
        for (var name : INHERITED) {
            var value = System.getenv(name);
            if (value != null) {
                environment.put(name, value);
            }
        }
        environment.put("HOSTNAME", container.pod().hostname());
        environment.putAll(handle.env());
        var root = Files.createDirectory(folder.resolve("root"));
        for (var file : handle.files().entrySet()) {
            var target = root.resolve(file.getKey().replaceFirst("^/+", ""));
            Files.createDirectories(target.getParent());
            Files.write(target, file.getValue());
        }
        environment.put("NAVARCH_ROOT", root.toString());
        var ports = new HashMap<Integer, Integer>();
        var pod = node.pod(container);
        if (pod.isPresent()) {
            var kubeconfig = folder.resolve("kubeconfig");
            Files.write(kubeconfig, kubeconfig(node, pod.get()));
            environment.putIfAbsent("KUBECONFIG", kubeconfig.toString());
            declaredPorts(pod.get(), handle.name(), ports);
        }
        ports.forEach((port, free) -> environment.put("NAVARCH_PORT_" + port, Integer.toString(free)));
        return new ProcessFolder(
                folder,
                Map.copyOf(environment),
                Map.copyOf(ports),
                container.config().workingDir());
    }

    private static void declaredPorts(Pod pod, String container, Map<Integer, Integer> ports) throws IOException {
        for (Container found : pod.spec().containers()) {
            if (found.name().equals(container)) {
                for (var port : found.ports()) {
                    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                        ports.put(port.containerPort(), socket.getLocalPort());
                    }
                }
            }
        }
    }

    /** In JSON, which is YAML. */
    private static byte[] kubeconfig(NodeEngine node, Pod pod) {
        var server = node.cluster().access();
        var account = pod.spec().serviceAccountName().isEmpty()
                ? "default"
                : pod.spec().serviceAccountName();
        var token = node.tokens().token(pod.namespace(), account, pod.name(), pod.uid(), List.of(), TOKEN_SECONDS);
        var authority = Base64.getEncoder().encodeToString(server.authority().getBytes(StandardCharsets.UTF_8));
        var cluster = Dict.of("server", server.url(), "certificate-authority-data", authority);
        var context = Dict.of("cluster", "navarch", "user", account).with("namespace", pod.namespace());
        return JsonWriter.bytes(Dict.builder()
                .put("apiVersion", "v1")
                .put("kind", "Config")
                .put("clusters", List.of(Dict.of("name", "navarch", "cluster", cluster)))
                .put("users", List.of(Dict.of("name", account, "user", Dict.of("token", token))))
                .put("contexts", List.of(Dict.of("name", "navarch", "context", context)))
                .put("current-context", "navarch")
                .build());
    }

    /** A process of the container that has not been started. */
    ProcessBuilder builder(List<String> command) {
        var builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().putAll(environment);
        var wanted = workingDir.isEmpty() ? null : Path.of(workingDir);
        builder.directory(
                wanted != null && Files.isDirectory(wanted)
                        ? wanted.toFile()
                        : folder.resolve("root").toFile());
        return builder;
    }

    void delete() {
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(ProcessFolder::delete);
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("{} was not removed: {}", folder, e.toString());
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
