package io.navarch.kubelet.cri.containerd;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.kubelet.cri.Capabilities;
import io.navarch.kubelet.cri.ContainerConfig;
import io.navarch.kubelet.cri.ContainerMetadata;
import io.navarch.kubelet.cri.ContainerSecurityContext;
import io.navarch.kubelet.cri.DnsConfig;
import io.navarch.kubelet.cri.EnvVar;
import io.navarch.kubelet.cri.ImageSpec;
import io.navarch.kubelet.cri.LinuxContainerResources;
import io.navarch.kubelet.cri.Mount;
import io.navarch.kubelet.cri.PodSandboxConfig;
import io.navarch.kubelet.cri.PodSandboxMetadata;
import io.navarch.kubelet.cri.PortMapping;
import io.navarch.kubelet.cri.SecurityProfile;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a pod says reaches the kernel: network, mounts, identity, limits. */
@Tag("containerd")
@NullUnmarked
class ContainerdPodTest {
    private static final int HOST_PORT = 28_551;

    private static PrivateContainerd containerd;
    private static String id;
    private static String address;
    private static Path shared;
    private static Path logs;

    @BeforeAll
    static void startAPod() throws Exception {
        containerd = new PrivateContainerd();
        var runtime = containerd.runtime();
        shared = Files.createDirectories(containerd.directory.resolve("shared"));
        logs = Files.createDirectories(containerd.directory.resolve("logs"));
        Files.writeString(shared.resolve("greeting"), "hello from the host\n");
        var pod = PodSandboxConfig.builder(new PodSandboxMetadata("web", "default", "uid", 0))
                .hostname("web-0")
                .logDirectory(logs.toString())
                .cgroupParent("/" + containerd.directory.getFileName() + "/pod")
                .dns(new DnsConfig(List.of("10.96.0.10"), List.of("svc.cluster.local"), List.of("ndots:5")))
                .portMappings(List.of(new PortMapping(PortMapping.Protocol.TCP, 8000, HOST_PORT, "")))
                .sysctls(Map.of("net.ipv4.ip_unprivileged_port_start", "0"))
                .build();
        String sandbox = runtime.runPodSandbox(pod, "");
        address = runtime.podSandboxStatus(sandbox).ips().getFirst();
        var config = ContainerConfig.builder(new ContainerMetadata("main", 0), ImageSpec.of(PrivateContainerd.BUSYBOX))
                .command(List.of("sh", "-c"))
                .args(List.of("echo started as $NAME; exec busybox nc -ll -p 8000 -e cat /data/greeting"))
                .workingDir("/data")
                .envs(List.of(new EnvVar("NAME", "someone")))
                .mounts(List.of(Mount.bind(shared.toString(), "/data", true)))
                .logPath("main.log")
                .resources(LinuxContainerResources.builder()
                        .cpuShares(102)
                        .cpuCfs(20_000, 100_000)
                        .memoryLimit(64 << 20)
                        .oomScoreAdj(900)
                        .build())
                .securityContext(ContainerSecurityContext.builder()
                        .runAsUser(1234L)
                        .runAsGroup(5678L)
                        .readOnlyRootFilesystem(true)
                        .noNewPrivileges(true)
                        .capabilities(new Capabilities(List.of(), List.of("ALL")))
                        .maskedPaths(List.of("/proc/kcore"))
                        .seccomp(SecurityProfile.RUNTIME_DEFAULT)
                        .build())
                .build();
        id = runtime.createContainer(sandbox, config, pod);
        runtime.startContainer(id);
    }

    @AfterAll
    static void stop() throws Exception {
        if (containerd != null) {
            containerd.close();
        }
    }

    private static String inside(String script) {
        var result = containerd.runtime().execSync(id, List.of("sh", "-c", script), Duration.ofSeconds(10));
        return result.stdoutText() + result.stderrText();
    }

    /** Asks until the server in the container has begun to listen. */
    private static String ask(String host, int port) throws Exception {
        long deadline = containerd.clock.nanos() + PrivateContainerd.LIMIT.toNanos();
        while (true) {
            try {
                return askOnce(host, port);
            } catch (ConnectException e) {
                if (containerd.clock.nanos() > deadline) {
                    throw e;
                }
                containerd.clock.sleep(Duration.ofMillis(20));
            }
        }
    }

    private static String askOnce(String host, int port) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), 5_000);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void theNodeReachesThePodByItsAddress() throws Exception {
        assertThat(ask(address, 8000)).isEqualTo("hello from the host\n");
    }

    @Test
    void thePodKnowsItsNameAndResolver() {
        assertThat(inside("hostname")).isEqualTo("web-0\n");
        assertThat(inside("busybox cat /etc/resolv.conf"))
                .contains("nameserver 10.96.0.10", "search svc.cluster.local", "options ndots:5");
        assertThat(inside("busybox cat /proc/sys/net/ipv4/ip_unprivileged_port_start"))
                .isEqualTo("0\n");
    }

    @Test
    void identityAndRightsAreTheContainers() {
        assertThat(inside("busybox id -u; busybox id -g; busybox pwd")).isEqualTo("1234\n5678\n/data\n");
        assertThat(inside("busybox touch /data/x")).contains("Read-only file system");
        assertThat(inside("busybox touch /x")).contains("Read-only file system");
        assertThat(inside("busybox grep -E 'CapEff|NoNewPrivs|Seccomp:' /proc/self/status"))
                .contains("CapEff:\t0000000000000000", "NoNewPrivs:\t1", "Seccomp:\t2");
    }

    @Test
    void limitsReachTheControlGroup() throws Exception {
        String parent = containerd.directory.getFileName() + "/pod/" + id;
        Path memory = Path.of("/sys/fs/cgroup/memory", parent, "memory.limit_in_bytes");
        if (Files.exists(memory)) {
            assertThat(Files.readString(memory).trim()).isEqualTo(Long.toString(64 << 20));
            assertThat(Files.readString(Path.of("/sys/fs/cgroup/cpu", parent, "cpu.cfs_quota_us"))
                            .trim())
                    .isEqualTo("20000");
        } else {
            assertThat(Files.readString(Path.of("/sys/fs/cgroup", parent, "memory.max"))
                            .trim())
                    .isEqualTo(Long.toString(64 << 20));
        }
    }

    @Test
    void theLogIsInTheCriFormat() throws Exception {
        assertThat(Files.readString(logs.resolve("main.log")))
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d+Z stdout F started as someone\n");
        Files.move(logs.resolve("main.log"), logs.resolve("main.log.1"));
        containerd.runtime().reopenContainerLog(id);
        assertThat(logs.resolve("main.log")).exists();
    }
}
