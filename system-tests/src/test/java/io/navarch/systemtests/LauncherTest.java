package io.navarch.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.navarch.distribution.host.OperatingSystem;
import io.navarch.systemtests.fixture.Answer;
import io.navarch.systemtests.fixture.Programs;
import io.navarch.systemtests.fixture.RunningNavarch;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands around a cluster, run through the script as a user runs them. */
@Tag("system")
final class LauncherTest {
    @TempDir
    private Path folder;

    @Test
    void aPortInUseIsOneLineThatNamesItsHolderAndLeavesNothingBehind() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Answer answer = navarch(
                    "up",
                    "--data-dir",
                    folder.resolve("data").toString(),
                    "--nodes",
                    "0",
                    "--bind-address",
                    "127.0.0.1",
                    "--secure-port",
                    String.valueOf(taken.getLocalPort()));
            assertThat(answer.exitCode()).isEqualTo(1);
            assertThat(answer.err())
                    .isEqualTo("navarch: port " + taken.getLocalPort() + " of 127.0.0.1 is in use by java (pid "
                            + ProcessHandle.current().pid() + "): stop that or choose another with --secure-port\n");
            assertThat(folder.resolve("data/pki")).doesNotExist();
        }
    }

    @Test
    void aDataDirectoryThatCannotBeWrittenIsOneLine() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        Answer answer = navarch("up", "--data-dir", file.toString());
        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(answer.err().lines())
                .hasSize(1)
                .allMatch(line -> line.contains("cannot write to the data directory"));
    }

    @Test
    void aDetachedClusterIsSeenStoppedAndRemoved() throws Exception {
        assumeTrue(OperatingSystem.isRoot(), "needs root");
        String data = folder.resolve("data").toString();
        String port = String.valueOf(freePort());
        try {
            Answer up = navarch("up", "--detach", "--data-dir", data, "--secure-port", port, "--nodes", "0");
            assertThat(up.mustSucceed()).contains("✓ certificates", "ready after", "export KUBECONFIG=" + data);
            assertThat(folder.resolve("data/admin.kubeconfig")).exists();
            assertThat(navarch("up", "--data-dir", data).err()).contains("another navarch (pid ", "'navarch down'");
            assertThat(navarch("status", "--data-dir", data).out()).contains("https://127.0.0.1:" + port, "ready");
            assertThat(navarch("down", "--data-dir", data).out()).contains("stopped (pid ");
            assertThat(navarch("status", "--data-dir", data).exitCode()).isEqualTo(3);
        } finally {
            navarch("reset", "--yes", "--data-dir", data);
        }
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void aStartUpCacheOfOtherJarsIsLeftAside() throws Exception {
        Path built = RunningNavarch.root().resolve("distribution/target/navarch");
        assumeTrue(Files.exists(built.resolve("navarch.aot")), "needs the built application with its cache");
        Path app = Files.createDirectories(folder.resolve("unpacked/distribution/target"))
                .resolve("navarch");
        Path launcher = folder.resolve("unpacked/navarch");
        copy(built, app);
        copy(RunningNavarch.root().resolve("navarch"), launcher);
        assertThat(flags(launcher)).as("made elsewhere").doesNotContain("AOTCache");

        // As its build leaves it, and then with a jar that somebody has replaced.
        String identity = Programs.run(List.of(
                        "sh",
                        "-c",
                        "cat \"$0\"/release; stat -c '%n %s %y' \"$1\"/lib/*.jar",
                        javaHome(),
                        app.toString()))
                .mustSucceed();
        Files.writeString(app.resolve("navarch.aot.for"), identity);
        assertThat(flags(launcher)).contains("AOTCache");
        try (var jars = Files.newDirectoryStream(app.resolve("lib"), "navarch-kubelet*.jar")) {
            Path jar = jars.iterator().next();
            Files.setLastModifiedTime(jar, java.nio.file.attribute.FileTime.fromMillis(0));
        }
        assertThat(flags(launcher)).doesNotContain("AOTCache");
    }

    private static String javaHome() {
        return System.getProperty("java.home", "");
    }

    private static void copy(Path from, Path to) {
        Programs.run(List.of("cp", "-a", from.toString(), to.toString())).mustSucceed();
    }

    /** The options that the launcher gives to the JVM. */
    private static String flags(Path launcher) {
        return Programs.run(
                        List.of(launcher.toString(), "version"),
                        "",
                        Map.of("NAVARCH_JAVA_OPTS", "-XX:+PrintCommandLineFlags", "JAVA_HOME", javaHome()),
                        Duration.ofMinutes(1))
                .mustSucceed();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Answer navarch(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(RunningNavarch.root().resolve("navarch").toString()));
        command.addAll(List.of(arguments));
        return Programs.run(command, "", Map.of("NAVARCH_BUILD", "never"), Duration.ofMinutes(3));
    }
}
