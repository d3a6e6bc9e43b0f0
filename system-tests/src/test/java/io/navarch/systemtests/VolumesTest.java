package io.navarch.systemtests;

import static io.navarch.systemtests.fixture.Waiting.awaitThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.systemtests.fixture.Manifests;
import io.navarch.systemtests.fixture.RunningNavarch;
import io.navarch.systemtests.fixture.SystemTest;
import io.navarch.systemtests.fixture.TestNamespace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What pods see of ConfigMaps, Secrets, folders and themselves, in files and in their environment. */
@SystemTest
final class VolumesTest {
    private static final Duration LIMIT = Duration.ofSeconds(150);

    @TempDir
    private Path folder;

    @Test
    void volumesAndEnvironmentShowWhatTheyAreMadeOf(RunningNavarch navarch) throws Exception {
        Files.writeString(folder.resolve("greeting"), "from the host");
        try (TestNamespace namespace = TestNamespace.create(navarch.kubectl(), "volumes")) {
            namespace.apply(Manifests.text("volumes.yaml").replace("HOST_FOLDER", folder.toString()));
            namespace.out("wait", "--for=condition=Ready", "pod/reader", "--timeout=110s");
            environmentIsSet(namespace);
            filesAreThere(namespace);
            foldersAreShared(namespace);
            updatesArrive(namespace);
            String uid = namespace.value("pod/reader", ".metadata.uid");
            assertThat(mounts(uid)).isNotEmpty();
            namespace.out("delete", "pod", "reader", "--wait");
            awaitThat(LIMIT, () -> assertThat(mounts(uid)).isEmpty());
        }
        assertThat(folder.resolve("answer")).as("a hostPath outlives its pod").exists();
    }

    private static List<String> mounts(String uid) throws Exception {
        try (var lines = Files.lines(Path.of("/proc/self/mounts"))) {
            return lines.filter(line -> line.contains(uid)).toList();
        }
    }

    private static void environmentIsSet(TestNamespace namespace) {
        assertThat(namespace.exec("reader", "env").lines())
                .contains(
                        "COLOR=blue",
                        "PASSWORD=s3cret",
                        "CFG_color=blue",
                        "CFG_motto=steady as she goes",
                        "POD=reader",
                        "NAMESPACE=" + namespace.name(),
                        "NODE=" + namespace.value("pod/reader", ".spec.nodeName"),
                        "ADDRESS=" + namespace.value("pod/reader", ".status.podIP"),
                        "MEMORY=32",
                        "COMBINED=blue/s3cret")
                .noneMatch(line -> line.startsWith("ABSENT="));
    }

    private static void filesAreThere(TestNamespace namespace) {
        assertThat(namespace.exec("reader", "cat", "/config/color", "/config/motto"))
                .isEqualTo("bluesteady as she goes");
        assertThat(namespace.exec("reader", "cat", "/items/deep/er/shade")).isEqualTo("blue");
        assertThat(namespace.exec("reader", "ls", "/items")).isEqualTo("deep\n");
        assertThat(namespace.exec("reader", "cat", "/one/color")).isEqualTo("blue");
        assertThat(namespace.exec("reader", "cat", "/secret/password")).isEqualTo("s3cret");
        assertThat(namespace.exec("reader", "stat", "-L", "-c", "%a", "/secret/password"))
                .isEqualTo("400\n");
        assertThat(namespace.exec("reader", "stat", "-f", "-c", "%T", "/secret", "/all", "/self"))
                .as("what is secret is in memory")
                .isEqualTo("tmpfs\ntmpfs\ntmpfs\n");
        assertThat(namespace.exec("reader", "cat", "/self/labels"))
                .contains("app=\"reader\"")
                .contains("tier=\"test\"");
        assertThat(namespace.exec("reader", "cat", "/self/limit")).isEqualTo("32");
        assertThat(namespace.exec("reader", "cat", "/all/color", "/all/password", "/all/name"))
                .isEqualTo("blues3cretreader");
        assertThat(namespace.exec("reader", "cat", "/all/token")).matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+");
        assertThat(namespace.run("exec", "reader", "--", "touch", "/config/new").err())
                .contains("Read-only file system");
    }

    private void foldersAreShared(TestNamespace namespace) throws Exception {
        awaitThat(LIMIT, () -> assertThat(namespace.exec("reader", "cat", "/scratch/letter"))
                .isEqualTo("from the neighbour\n"));
        assertThat(namespace.exec("reader", "stat", "-f", "-c", "%T", "/memory"))
                .isEqualTo("tmpfs\n");
        assertThat(namespace.exec("reader", "cat", "/host/greeting")).isEqualTo("from the host");
        namespace.exec("reader", "sh", "-c", "echo from the pod > /host/answer");
        assertThat(Files.readString(folder.resolve("answer"))).isEqualTo("from the pod\n");
    }

    private static void updatesArrive(TestNamespace namespace) {
        namespace.out("patch", "configmap", "settings", "-p", "{\"data\":{\"color\":\"green\"}}");
        namespace.out("patch", "secret", "credentials", "-p", "{\"stringData\":{\"password\":\"n3w\"}}");
        namespace.out("label", "pod", "reader", "tier=changed", "--overwrite");
        awaitThat(LIMIT, () -> {
            assertThat(namespace.exec("reader", "cat", "/config/color", "/all/color"))
                    .isEqualTo("greengreen");
            assertThat(namespace.exec("reader", "cat", "/secret/password")).isEqualTo("n3w");
            assertThat(namespace.exec("reader", "cat", "/self/labels")).contains("tier=\"changed\"");
        });
        assertThat(namespace.exec("reader", "cat", "/one/color"))
                .as("a subPath stays as it was")
                .isEqualTo("blue");
        assertThat(namespace.exec("reader", "sh", "-c", "echo $COLOR")).isEqualTo("blue\n");
    }
}
