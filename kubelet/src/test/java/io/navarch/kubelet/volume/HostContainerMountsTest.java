package io.navarch.kubelet.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.kubelet.container.ContainerConfigException;
import io.navarch.kubelet.cri.Mount;
import io.navarch.model.core.v1.Pod;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked
class HostContainerMountsTest {
    @TempDir
    Path directory;

    private Path volume;

    @BeforeEach
    void makeVolume() throws Exception {
        volume = Files.createDirectory(directory.resolve("volume"));
    }

    private static Pod pod(String mounts, String more) {
        return Pod.KIND.read("""
                {"metadata": {"name": "web", "namespace": "default", "uid": "u1"},
                 "spec": {"containers": [{"name": "c", "terminationMessagePath": "/dev/termination-log",
                                          "volumeMounts": [%s]}] %s},
                 "status": {"podIP": "10.1.1.1", "podIPs": [{"ip": "10.1.1.1"}]}}
                """.formatted(mounts, more).getBytes(StandardCharsets.UTF_8));
    }

    private List<Mount> mounts(Pod pod) {
        return new HostContainerMounts(directory.resolve("pods"), "cluster.local", new Random(1))
                .of(pod, pod.spec().containers().getFirst(), Map.of("v", volume), () -> Map.of("NAME", "part"));
    }

    private Mount only(String mount) {
        return mounts(pod(mount, "")).getFirst();
    }

    @Test
    void volumesAreMountedAsTheContainerSays() {
        assertThat(only("{\"name\": \"v\", \"mountPath\": \"/data\", \"readOnly\": true}"))
                .isEqualTo(Mount.bind(volume.toString(), "/data", true));
        assertThat(only("{\"name\": \"v\", \"mountPath\": \"/d\", \"mountPropagation\": \"Bidirectional\"}")
                        .propagation())
                .isEqualTo(Mount.Propagation.BIDIRECTIONAL);
        assertThatThrownBy(() -> only("{\"name\": \"other\", \"mountPath\": \"/data\"}"))
                .isInstanceOf(ContainerConfigException.class)
                .hasMessage("cannot find volume \"other\" to mount into container \"c\"");
    }

    @Test
    void partsOfVolumesAreMadeWhenTheyAreNotThere() throws Exception {
        assertThat(only("{\"name\": \"v\", \"mountPath\": \"/d\", \"subPath\": \"a/b\"}")
                        .hostPath())
                .isEqualTo(volume.toRealPath().resolve("a/b").toString());
        assertThat(volume.resolve("a/b")).isDirectory();
        Files.writeString(volume.resolve("file"), "x");
        assertThat(only("{\"name\": \"v\", \"mountPath\": \"/d\", \"subPath\": \"file\"}")
                        .hostPath())
                .endsWith("/file");
        assertThat(only("{\"name\": \"v\", \"mountPath\": \"/d\", \"subPathExpr\": \"x-$(NAME)\"}")
                        .hostPath())
                .endsWith("/x-part");
    }

    @Test
    void partsOutsideOfTheVolumeAreRefused() throws Exception {
        Files.createSymbolicLink(volume.resolve("out"), Path.of("/etc"));
        assertThatThrownBy(() -> only("{\"name\": \"v\", \"mountPath\": \"/d\", \"subPath\": \"out/x\"}"))
                .isInstanceOf(ContainerConfigException.class)
                .hasMessage("failed to prepare subPath for volumeMount \"v\" of container \"c\"");
        assertThatThrownBy(() -> only("{\"name\": \"v\", \"mountPath\": \"/d\", \"subPath\": \"../x\"}"))
                .hasMessage("unable to provision SubPath `../x`: must not contain '..'");
        assertThatThrownBy(() -> only("{\"name\": \"v\", \"mountPath\": \"/d\", \"subPathExpr\": \"$(NONE)\"}"))
                .hasMessage("missing value for \"NONE\"");
    }

    @Test
    void theHostsFileNamesThePodAndItsAliases() {
        var pod = pod(
                "",
                ", \"hostname\": \"one\", \"subdomain\": \"sub\", \"hostAliases\":"
                        + " [{\"ip\": \"1.2.3.4\", \"hostnames\": [\"a\", \"b\"]}]");
        var mount = mounts(pod).getFirst();
        assertThat(mount.containerPath()).isEqualTo("/etc/hosts");
        assertThat(Path.of(mount.hostPath())).hasContent("""
                # Kubernetes-managed hosts file.
                127.0.0.1	localhost
                ::1	localhost ip6-localhost ip6-loopback
                fe00::0	ip6-localnet
                fe00::0	ip6-mcastprefix
                fe00::1	ip6-allnodes
                fe00::2	ip6-allrouters
                10.1.1.1	one.sub.default.svc.cluster.local	one

                # Entries added by HostAliases.
                1.2.3.4	a	b
                """);
    }

    @Test
    void onTheHostsNetworkTheHostsFileIsTheHosts() throws Exception {
        var mount = mounts(pod("", ", \"hostNetwork\": true")).getFirst();
        assertThat(Files.readString(Path.of(mount.hostPath())))
                .startsWith("# Kubernetes-managed hosts file (host network).\n")
                .contains("localhost");
    }

    @Test
    void aContainersOwnHostsFileWins() {
        assertThat(mounts(pod("{\"name\": \"v\", \"mountPath\": \"/etc/hosts\"}", "")))
                .extracting(Mount::containerPath)
                .containsExactly("/etc/hosts", "/dev/termination-log");
    }

    @Test
    void anyoneMayLeaveAMessage() throws Exception {
        var words = mounts(pod("", "")).getLast();
        assertThat(words.containerPath()).isEqualTo("/dev/termination-log");
        assertThat(Path.of(words.hostPath()).getParent()).isEqualTo(directory.resolve("pods/u1/containers/c"));
        assertThat(Permissions.mode(Path.of(words.hostPath()))).isEqualTo(0666);
    }
}
