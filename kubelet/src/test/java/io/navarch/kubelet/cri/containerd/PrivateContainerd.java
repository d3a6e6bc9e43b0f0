package io.navarch.kubelet.cri.containerd;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.navarch.kubelet.cri.grpc.GrpcContainerRuntime;
import io.navarch.runtime.Clock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullUnmarked;

/** A containerd of a test's own, with a bridge network and a busybox image; skips the test where there cannot be one. */
@NullUnmarked
public final class PrivateContainerd {
    public static final String BUSYBOX = "localhost/navarch/busybox:1";
    /** Of this process alone: two runs of the tests on one machine must not have one range on two bridges. */
    public static final String SUBNET_PREFIX =
            "10.251." + ProcessHandle.current().pid() % 250 + ".";

    public static final Duration LIMIT = Duration.ofSeconds(30);

    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Path BUSYBOX_BINARY = Path.of("/bin/busybox");
    private static final List<String> APPLETS = List.of("sh", "sleep", "echo", "cat", "hostname", "true", "ip", "ls");

    public final Path directory;
    public final ContainerdConfig config;
    public final Clock clock = Clock.system();
    private final String bridge = "ncri" + ProcessHandle.current().pid() % 100000 + COUNT.incrementAndGet();
    private ContainerdProcess process;
    private GrpcContainerRuntime runtime;

    public PrivateContainerd() throws IOException, InterruptedException {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        for (String program : List.of("containerd", "runc", "ctr", "setsid", "iptables")) {
            assumeTrue(HostCommand.find(program).isPresent(), () -> "needs " + program);
        }
        assumeTrue(Files.isExecutable(BUSYBOX_BINARY), "needs busybox-static");
        assumeTrue(Files.exists(ContainerdConfig.DEBIAN_CNI_BIN_DIR.resolve("bridge")), "needs CNI plug-ins");
        directory = Files.createTempDirectory("navarch-cri");
        config = ContainerdConfig.under(directory.resolve("data"), directory.resolve("run"));
        writeNetwork();
        start();
        SandboxImage.ensure(runtime, config.socket(), clock);
        SandboxImage.ensure(busybox(), runtime, config.socket(), clock);
    }

    /** Starts it, again after it was stopped; the connection stays the same. */
    public void start() throws IOException, InterruptedException {
        process = ContainerdProcess.start(config, null, clock, LIMIT);
        if (runtime == null) {
            runtime = process.connect();
        }
    }

    private void writeNetwork() throws IOException {
        Files.createDirectories(config.cniConfDir());
        Files.writeString(config.cniConfDir().resolve("10-test.conflist"), """
                {"cniVersion": "0.4.0", "name": "%s", "plugins": [
                  {"type": "bridge", "bridge": "%s", "isGateway": true, "ipMasq": false,
                   "ipam": {"type": "host-local", "dataDir": "%s",
                            "ranges": [[{"subnet": "%s0/24"}]], "routes": [{"dst": "0.0.0.0/0"}]}},
                  {"type": "portmap", "capabilities": {"portMappings": true}}]}
                """.formatted(
                        bridge, bridge, directory.resolve("ipam"), SUBNET_PREFIX));
    }

    static OciImage busybox() throws IOException {
        Map<String, String> links = new LinkedHashMap<>();
        APPLETS.forEach(applet -> links.put("/bin/" + applet, "/bin/busybox"));
        byte[] users =
                "root:x:0:0:root:/:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/sh\n".getBytes(StandardCharsets.UTF_8);
        return new OciImage(
                BUSYBOX,
                PauseProgram.ofHost().architecture(),
                Map.of("/bin/busybox", Files.readAllBytes(BUSYBOX_BINARY), "/etc/passwd", users),
                links,
                List.of(),
                List.of("sh"),
                List.of("PATH=/bin"));
    }

    public ContainerdProcess process() {
        return process;
    }

    public GrpcContainerRuntime runtime() {
        return runtime;
    }

    public void close() throws IOException, InterruptedException {
        runtime.removeAllPods();
        runtime.close();
        process.stop();
        new ProcessBuilder("ip", "link", "delete", bridge).start().waitFor();
        removeDirectory();
        clock.close();
    }

    private void removeDirectory() throws IOException {
        try (var paths = Files.walk(directory)) {
            for (Path path : (Iterable<Path>) paths.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(path);
            }
        }
    }

    /** Runs a program of the host to its end and gives what it printed. */
    public static String host(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(Arrays.toString(command) + ": " + output);
        }
        return output;
    }
}
