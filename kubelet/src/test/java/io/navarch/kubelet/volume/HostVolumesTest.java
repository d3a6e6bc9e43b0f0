package io.navarch.kubelet.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.navarch.model.core.v1.PersistentVolume;
import io.navarch.model.core.v1.PersistentVolumeClaim;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.Secret;
import io.navarch.runtime.ManualClock;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked
class HostVolumesTest {
    @TempDir
    Path directory;

    private final StoredObjects objects = new StoredObjects();
    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-02T03:04:05Z"));
    private final Map<String, PersistentVolumeClaim> claims = new HashMap<>();
    private final Map<String, PersistentVolume> persistent = new HashMap<>();

    private final ServiceAccountTokenSource tokens = new ServiceAccountTokenSource() {
        @Override
        public String token(
                String namespace, String account, String pod, String uid, List<String> audiences, long seconds) {
            return namespace + "/" + account + "/" + pod + "/" + uid + audiences + seconds;
        }

        @Override
        public void forget(String podUid) {}
    };

    private HostVolumes volumes() {
        return volumes(false);
    }

    private HostVolumes volumes(boolean secretsInMemory) {
        var known = new PersistentVolumes() {
            @Override
            public Optional<PersistentVolumeClaim> claim(String namespace, String name) {
                return Optional.ofNullable(claims.get(name));
            }

            @Override
            public Optional<PersistentVolume> volume(String name) {
                return Optional.ofNullable(persistent.get(name));
            }
        };
        return new HostVolumes(
                directory.resolve("pods"),
                objects,
                tokens,
                known,
                () -> Map.of("cpu", "2", "memory", "1Gi"),
                secretsInMemory,
                clock);
    }

    private static Pod pod(String volume) {
        return Pod.KIND.read("""
                {"metadata": {"name": "web", "namespace": "default", "uid": "u1", "labels": {"app": "web", "tier": "a"}},
                 "spec": {"serviceAccountName": "robot",
                          "containers": [{"name": "c", "volumeMounts": [{"name": "v", "mountPath": "/v"}],
                                          "resources": {"limits": {"cpu": "1500m"}}}],
                          "volumes": [{"name": "v", %s}]}}
                """.formatted(volume).getBytes(StandardCharsets.UTF_8));
    }

    private Path prepare(String volume) throws InterruptedException {
        return prepare(pod(volume));
    }

    private Path prepare(Pod pod) throws InterruptedException {
        return volumes().prepare(pod).get("v");
    }

    @Test
    void configMapKeysAreFilesAtUpstreamsPlace() throws Exception {
        objects.configMap("settings", Map.of("a.txt", "one", "b.txt", "two"));
        var path = prepare("\"configMap\": {\"name\": \"settings\", \"defaultMode\": 256}");
        assertThat(path).isEqualTo(directory.resolve("pods/u1/volumes/kubernetes.io~configmap/v"));
        assertThat(path.resolve("a.txt")).hasContent("one").isSymbolicLink();
        assertThat(path.resolve("b.txt")).hasContent("two");
        assertThat(Permissions.mode(path.resolve("a.txt").toRealPath())).isEqualTo(0400);
        assertThat(Files.readSymbolicLink(path.resolve("a.txt"))).isEqualTo(Path.of("..data/a.txt"));
        assertThat(Files.readSymbolicLink(path.resolve("..data")).toString()).startsWith("..2026_01_02_03_04_05.");
    }

    @Test
    void chosenKeysGoToTheirPathsWithTheirModes() throws Exception {
        objects.configMap("settings", Map.of("a.txt", "one", "b.txt", "two"));
        var path = prepare(
                "\"configMap\": {\"name\": \"settings\", \"items\": [{\"key\": \"a.txt\", \"path\": \"x/y\", \"mode\": 384}]}");
        assertThat(path.resolve("x/y")).hasContent("one");
        assertThat(Permissions.mode(path.resolve("x/y").toRealPath())).isEqualTo(0600);
        assertThat(path.resolve("b.txt")).doesNotExist();
    }

    @Test
    void changedConfigMapsAppearAtOnceAndGoneKeysGo() throws Exception {
        objects.configMap("settings", Map.of("a.txt", "one", "b.txt", "two"));
        var path = prepare("\"configMap\": {\"name\": \"settings\"}");
        var before = Files.readSymbolicLink(path.resolve("..data"));
        assertThat(prepare("\"configMap\": {\"name\": \"settings\"}")).isEqualTo(path);
        assertThat(Files.readSymbolicLink(path.resolve("..data"))).isEqualTo(before);
        objects.configMap("settings", Map.of("a.txt", "new", "c.txt", "three"));
        prepare("\"configMap\": {\"name\": \"settings\"}");
        assertThat(path.resolve("a.txt")).hasContent("new");
        assertThat(path.resolve("c.txt")).hasContent("three");
        assertThat(path.resolve("b.txt")).matches(file -> !Files.exists(file, LinkOption.NOFOLLOW_LINKS));
        assertThat(path.resolve(before)).doesNotExist();
    }

    @Test
    void missingSourcesAreSaidInUpstreamsWords() {
        assertThatThrownBy(() -> prepare("\"configMap\": {\"name\": \"none\"}"))
                .isInstanceOf(VolumeException.class)
                .hasMessage("MountVolume.SetUp failed for volume \"v\" : configmap \"none\" not found");
        assertThatThrownBy(() -> prepare("\"secret\": {\"secretName\": \"none\"}"))
                .hasMessage("MountVolume.SetUp failed for volume \"v\" : secret \"none\" not found");
        objects.configMap("settings", Map.of());
        assertThatThrownBy(() -> prepare(
                        "\"configMap\": {\"name\": \"settings\", \"items\": [{\"key\": \"k\", \"path\": \"k\"}]}"))
                .hasMessage(
                        "MountVolume.SetUp failed for volume \"v\" : configmap references non-existent config key: k");
        assertThatThrownBy(() -> prepare("\"projected\": {\"sources\": [{\"configMap\": {\"name\": \"x\"}},"
                        + "{\"secret\": {\"name\": \"y\"}}]}"))
                .hasMessage("MountVolume.SetUp failed for volume \"v\" : "
                        + "[configmap \"x\" not found, secret \"y\" not found]");
    }

    @Test
    void optionalSourcesMayBeMissing() throws Exception {
        var path = prepare("\"configMap\": {\"name\": \"none\", \"optional\": true}");
        assertThat(path.resolve("..data")).isEmptyDirectory();
        objects.configMap("none", Map.of("late", "here"));
        prepare("\"configMap\": {\"name\": \"none\", \"optional\": true}");
        assertThat(path.resolve("late")).hasContent("here");
    }

    @Test
    void secretsAreDecoded() throws Exception {
        var encoded = Base64.getEncoder().encodeToString(new byte[] {0, 1, (byte) 200});
        objects.secrets.put("default/s", Secret.EMPTY.withData(Map.of("key", encoded)));
        var path = prepare("\"secret\": {\"secretName\": \"s\"}");
        assertThat(path.resolve("key")).hasBinaryContent(new byte[] {0, 1, (byte) 200});
        assertThat(path.toString()).endsWith("kubernetes.io~secret/v");
    }

    @Test
    void thePodReadsOfItself() throws Exception {
        var path = prepare("\"downwardAPI\": {\"items\": ["
                + "{\"path\": \"labels\", \"fieldRef\": {\"fieldPath\": \"metadata.labels\"}},"
                + "{\"path\": \"cpu\", \"resourceFieldRef\": {\"containerName\": \"c\", \"resource\": \"limits.cpu\","
                + " \"divisor\": \"1m\"}},"
                + "{\"path\": \"memory\", \"resourceFieldRef\": {\"containerName\": \"c\","
                + " \"resource\": \"limits.memory\"}}]}");
        assertThat(path.resolve("labels")).hasContent("app=\"web\"\ntier=\"a\"");
        assertThat(path.resolve("cpu")).hasContent("1500");
        assertThat(path.resolve("memory")).hasContent("1073741824");
        assertThat(path.toString()).endsWith("kubernetes.io~downward-api/v");
    }

    @Test
    void projectedVolumesGatherTokensAndObjects() throws Exception {
        objects.configMap("kube-root-ca.crt", Map.of("ca.crt", "PEM"));
        var path = prepare("\"projected\": {\"defaultMode\": 420, \"sources\": ["
                + "{\"serviceAccountToken\": {\"path\": \"token\", \"expirationSeconds\": 3607}},"
                + "{\"serviceAccountToken\": {\"path\": \"vault\", \"audience\": \"vault\"}},"
                + "{\"configMap\": {\"name\": \"kube-root-ca.crt\","
                + " \"items\": [{\"key\": \"ca.crt\", \"path\": \"ca.crt\"}]}},"
                + "{\"downwardAPI\": {\"items\": [{\"path\": \"namespace\","
                + " \"fieldRef\": {\"fieldPath\": \"metadata.namespace\"}}]}}]}");
        assertThat(path.resolve("token")).hasContent("default/robot/web/u1[]3607");
        assertThat(path.resolve("vault")).hasContent("default/robot/web/u1[vault]3600");
        assertThat(path.resolve("ca.crt")).hasContent("PEM");
        assertThat(path.resolve("namespace")).hasContent("default");
        assertThat(Permissions.mode(path.resolve("token").toRealPath())).isEqualTo(0644);
    }

    @Test
    void theFilesBelongToThePodsGroup() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        objects.configMap("settings", Map.of("a", "one"));
        var pod = pod("\"projected\": {\"sources\": [{\"configMap\": {\"name\": \"settings\"}},"
                + "{\"serviceAccountToken\": {\"path\": \"token\"}}]}");
        var grouped = pod.withSpec(spec ->
                spec.withSecurityContext(context -> context.withFsGroup(2000).withRunAsUser(1000)));
        var path = prepare(grouped);
        var token = path.resolve("token").toRealPath();
        assertThat(Files.getAttribute(token, "unix:gid")).isEqualTo(2000);
        assertThat(Files.getAttribute(token, "unix:uid")).isEqualTo(1000);
        assertThat(Permissions.mode(token)).isEqualTo(0640);
        assertThat(Permissions.mode(path.resolve("a").toRealPath())).isEqualTo(0644);
        var scratch = volumes()
                .prepare(pod("\"emptyDir\": {}")
                        .withSpec(spec -> spec.withSecurityContext(context -> context.withFsGroup(2000))))
                .get("v");
        assertThat(Files.getAttribute(scratch, "unix:gid")).isEqualTo(2000);
        assertThat(Permissions.mode(scratch)).isEqualTo(02777);
    }

    @Test
    void emptyDirsAreOpenToAllAndKeepWhatIsWritten() throws Exception {
        var path = prepare("\"emptyDir\": {}");
        assertThat(path).isEmptyDirectory();
        assertThat(Permissions.mode(path)).isEqualTo(0777);
        Files.writeString(path.resolve("f"), "kept");
        assertThat(prepare("\"emptyDir\": {}").resolve("f")).hasContent("kept");
    }

    @Test
    void memoryIsMountedAndUnmounted() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        Path path;
        try {
            path = prepare("\"emptyDir\": {\"medium\": \"Memory\", \"sizeLimit\": \"1Mi\"}");
        } catch (VolumeException e) {
            assumeTrue(false, "needs to mount: " + e.getMessage());
            return;
        }
        assertThat(Files.getFileStore(path).type()).isEqualTo("tmpfs");
        assertThat(Files.getFileStore(path).getTotalSpace()).isEqualTo(1 << 20);
        Files.writeString(path.resolve("f"), "x");
        assertThat(prepare("\"emptyDir\": {\"medium\": \"Memory\", \"sizeLimit\": \"1Mi\"}")
                        .resolve("f"))
                .exists();
        volumes().tearDown("u1");
        assertThat(path).doesNotExist();
        assertThat(MountTable.beneath(directory)).isEmpty();
    }

    @Test
    void hostPathsAreCheckedAndMade() throws Exception {
        var there = Files.createDirectory(directory.resolve("there"));
        var file = Files.createFile(directory.resolve("file"));
        assertThat(hostPath(there, "Directory")).isEqualTo(there);
        assertThat(hostPath(file, "File")).isEqualTo(file);
        assertThat(hostPath(directory.resolve("none"), "")).doesNotExist();
        assertThat(hostPath(directory.resolve("a/b"), "DirectoryOrCreate")).isDirectory();
        assertThat(hostPath(directory.resolve("f"), "FileOrCreate")).isRegularFile();
        refused(file, "Directory", file + " is not a directory");
        refused(file, "DirectoryOrCreate", file + " is not a directory");
        refused(there, "File", there + " is not a file");
        refused(file, "Socket", file + " is not a socket file");
        refused(file, "CharDevice", file + " is not a character device");
        var socket = directory.resolve("s");
        try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(socket));
            assertThat(hostPath(socket, "Socket")).isEqualTo(socket);
        }
        assertThat(hostPath(Path.of("/dev/null"), "CharDevice")).exists();
    }

    private Path hostPath(Path path, String type) throws InterruptedException {
        return prepare("\"hostPath\": {\"path\": \"" + path + "\", \"type\": \"" + type + "\"}");
    }

    private void refused(Path path, String type, String why) {
        assertThatThrownBy(() -> hostPath(path, type))
                .hasMessage("MountVolume.SetUp failed for volume \"v\" : hostPath type check failed: " + why);
    }

    @Test
    void claimsLeadToTheirVolumes() throws Exception {
        assertThatThrownBy(() -> prepare("\"persistentVolumeClaim\": {\"claimName\": \"data\"}"))
                .hasMessageContaining("error processing PVC default/data: failed to fetch PVC from API server: "
                        + "persistentvolumeclaims \"data\" not found");
        claims.put("data", PersistentVolumeClaim.EMPTY.withSpec(spec -> spec.withVolumeName("pv1")));
        assertThatThrownBy(() -> prepare("\"persistentVolumeClaim\": {\"claimName\": \"data\"}"))
                .hasMessageContaining("error processing PVC default/data: PVC is not bound");
        claims.computeIfPresent("data", (name, claim) -> claim.withStatus(status -> status.withPhase("Bound")));
        var disk = Files.createDirectory(directory.resolve("disk"));
        persistent.put("pv1", volume("local", disk));
        assertThat(prepare("\"persistentVolumeClaim\": {\"claimName\": \"data\"}"))
                .isEqualTo(disk);
        persistent.put("pv1", volume("hostPath", disk));
        assertThat(prepare("\"persistentVolumeClaim\": {\"claimName\": \"data\"}"))
                .isEqualTo(disk);
        persistent.put("pv1", volume("local", directory.resolve("none")));
        assertThatThrownBy(() -> prepare("\"persistentVolumeClaim\": {\"claimName\": \"data\"}"))
                .hasMessage("MountVolume.SetUp failed for volume \"pv1\" : path \"" + directory.resolve("none")
                        + "\" does not exist");
    }

    private static PersistentVolume volume(String type, Path path) {
        return PersistentVolume.KIND.read(
                ("{\"metadata\": {\"name\": \"pv1\"}, \"spec\": {\"" + type + "\": {\"path\": \"" + path + "\"}}}")
                        .getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void onlyWhatIsMountedIsMade() throws Exception {
        var pod = pod("\"configMap\": {\"name\": \"none\"}");
        var unused = pod.withSpec(
                spec -> spec.withContainers(List.of(spec.containers().getFirst().withVolumeMounts(List.of()))));
        assertThat(volumes().prepare(unused)).isEmpty();
    }

    @Test
    void tearingDownLeavesLastWordsAndForgettingLeavesNothing() throws Exception {
        var path = prepare("\"emptyDir\": {}");
        Files.createSymbolicLink(path.resolve("link"), directory);
        var words = directory.resolve("pods/u1/containers/c/1");
        Files.createDirectories(words.getParent());
        Files.writeString(words, "bye");
        volumes().tearDown("u1");
        assertThat(path).doesNotExist();
        assertThat(words).hasContent("bye");
        volumes().forget("u1");
        assertThat(directory.resolve("pods/u1")).doesNotExist();
        volumes().tearDown("u1");
    }

    @Test
    void showsWhosePodsHaveSomethingHere() throws IOException {
        Files.createDirectories(directory.resolve("pods/gone/volumes/kubernetes.io~empty-dir/v"));
        Files.createDirectories(directory.resolve("pods/here/volumes"));
        assertThat(volumes().pods()).containsExactlyInAnyOrder("gone", "here");
        volumes().forget("gone");
        assertThat(volumes().pods()).containsExactly("here");
        assertThat(directory.resolve("pods/gone")).doesNotExist();
    }

    @Test
    void secretsAreKeptInMemoryAndOutlastTheNodeAgentButNotThePod() throws Exception {
        assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "needs root");
        objects.secrets.put("default/s", Secret.EMPTY.withData(Map.of("key", "dmFsdWU=")));
        var pod = pod("\"secret\": {\"secretName\": \"s\"}");
        var folder = volumes(true).prepare(pod).get("v");
        assertThat(folder.resolve("key")).hasContent("value");
        assertThat(Files.getFileStore(folder).type()).isEqualTo("tmpfs");
        assertThat(Files.getFileStore(folder).getTotalSpace())
                .as("the node's memory at most")
                .isEqualTo(1L << 30);
        var restarted = volumes(true);
        restarted.prepare(pod);
        assertThat(MountTable.beneath(folder)).as("mounted once").containsExactly(folder);
        restarted.tearDown("u1");
        assertThat(folder).doesNotExist();
        assertThat(MountTable.beneath(folder)).isEmpty();
    }
}
