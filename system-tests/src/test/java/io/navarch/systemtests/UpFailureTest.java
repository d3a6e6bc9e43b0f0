package io.navarch.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.systemtests.fixture.Answer;
import io.navarch.systemtests.fixture.IdleMachine;
import io.navarch.systemtests.fixture.MachineState;
import io.navarch.systemtests.fixture.RunningNavarch;
import io.navarch.systemtests.fixture.SystemTest;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start that cannot be says in one line why and what to do, and leaves the machine as it was. */
@SystemTest
final class UpFailureTest {
    private static final String INSTEAD = "start this cluster without containers: --nodes 0 --simulated-nodes 3";

    @TempDir
    private Path folder;

    private String data() {
        return folder.resolve("data").toString();
    }

    /** Runs what must fail, and holds it to its one line and to the state of the machine before. */
    private static void failsWith(String line, Supplier<Answer> start) {
        List<String> before = MachineState.now();
        says(line, start.get());
        assertThat(MachineState.now()).containsExactlyElementsOf(before);
    }

    private static void says(String line, Answer answer) {
        assertThat(answer.err()).as(answer.toString()).matches("navarch: " + line + "\n");
        assertThat(answer.exitCode()).isEqualTo(1);
    }

    private static String literally(String text) {
        return java.util.regex.Pattern.quote(text);
    }

    private static String me() {
        return "java (pid " + ProcessHandle.current().pid() + ")";
    }

    @Test
    void thePortOfTheKubeletIsInUse(IdleMachine machine) throws Exception {
        try (ServerSocket taken = new ServerSocket(10250)) {
            assertThat(taken.isBound()).isTrue();
            failsWith(
                    "port 10250 of [0-9.]+ is in use by " + literally(me() + ": stop that or " + INSTEAD),
                    () -> machine.navarch("up", "--data-dir", data(), "--secure-port", "0"));
        }
        assertThat(folder.resolve("data/pki")).doesNotExist();
    }

    @Test
    void thePortOfTheClusterDnsIsInUse(IdleMachine machine) throws Exception {
        try (DatagramSocket taken = new DatagramSocket(10053)) {
            assertThat(taken.isBound()).isTrue();
            failsWith(
                    "port 10053 of [0-9.]+ is in use by " + literally(me() + ": stop that or " + INSTEAD),
                    () -> machine.navarch("up", "--data-dir", data(), "--secure-port", "0"));
        }
    }

    @Test
    void anAddressThatTheMachineDoesNotHave(IdleMachine machine) {
        failsWith(
                literally("203.0.113.77 is no address of this machine: choose one that 'ip address' shows"),
                () -> machine.navarch("up", "--data-dir", data(), "--bind-address", "203.0.113.77"));
    }

    @Test
    void anotherClusterRunsHereOrHasLeftItsContainers(RunningNavarch navarch) throws Exception {
        String other = navarch.directory().path().toString();
        IdleMachine user = new IdleMachine();
        String remedy =
                "'navarch down --data-dir " + other + "', or start this cluster with --nodes 0 --simulated-nodes 3";
        // The other cluster goes on changing the machine, so that only the words count here.
        says(
                "another cluster runs pods on this machine \\(pid \\d+, data directory "
                        + literally(other + "): stop it with " + remedy),
                user.navarch("up", "--data-dir", data()));
        navarch.kill();
        says(
                literally("containers of another cluster still run on this machine (data directory " + other
                        + "): stop them with " + remedy),
                user.navarch("up", "--data-dir", data()));
        assertThat(folder.resolve("data/pki")).doesNotExist();
        navarch.startAgain();
    }

    @Test
    void aMachineWithoutNetworkRunsAClusterAllTheSame(IdleMachine machine) {
        String alone = "ip link set lo up\n\"$0\" up -d --data-dir " + data()
                + " --secure-port 16443 && \"$0\" status --data-dir " + data() + "; \"$0\" reset --yes --data-dir "
                + data();
        Answer answer = machine.navarchAfter(List.of("--net"), alone, "version");
        assertThat(answer.mustSucceed())
                .contains("health         ok")
                .containsPattern("nodes +\\S+ +Ready +10\\.250\\.0\\.1");
    }

    @Test
    void theContainerEngineCannotBeInstalledWithoutNetwork(IdleMachine machine) {
        String hideContainerd = "mount --bind /dev/null /usr/bin/containerd\n"
                + "awk 'BEGIN {RS=\"\"; ORS=\"\\n\\n\"} !/^Package: containerd\\n/' /var/lib/dpkg/status > " + folder
                + "/status\n"
                + "mount --bind " + folder + "/status /var/lib/dpkg/status\n"
                + "mount -t tmpfs tmpfs /var/cache/apt\n"
                + "mount -t tmpfs tmpfs /var/lib/apt/lists\n"
                + "ip link set lo up";
        failsWith(
                "cannot install containerd \\(.+\\): check the network and apt's sources, or install them by hand",
                () -> machine.navarchAfter(List.of("--net"), hideContainerd, "up", "--data-dir", data()));
    }

    @Test
    void theContainerEngineDoesNotRunOrIsTooOldOrEndsAtOnce(IdleMachine machine) throws Exception {
        Path broken = program("broken", "echo 'containerd: error while loading shared libraries' >&2; exit 127");
        failsWith(
                literally("containerd does not run (containerd: error while loading shared libraries):"
                        + " reinstall it: apt-get install --reinstall containerd"),
                () -> upWith(machine, broken));
        Path old = program("old", "echo containerd github.com/containerd/containerd 1.4.13~ds1 1.4.13~ds1-1");
        failsWith(
                literally("containerd 1.4.13 is too old (needs 1.6 or newer): install a newer one and see that it comes"
                        + " first on the PATH (" + old.resolve("containerd") + " is used)"),
                () -> upWith(machine, old));
        Path dying = program(
                "dying",
                "[ \"$1\" = --version ] && echo containerd x 1.6.20 && exit 0; echo 'containerd: no snapshotter' >&2; exit 1");
        failsWith(
                "container engine of \\S+ failed: containerd ended while starting: containerd: no snapshotter \\(its log is "
                        + literally(data()) + "/containerd/.*\\)",
                () -> upWith(machine, dying));
        assertThat(machine.navarch("status", "--data-dir", data()).out())
                .contains("not running", "last start", "failed: container engine");
    }

    private Path program(String name, String script) throws Exception {
        Path program = Files.createDirectories(folder.resolve(name)).resolve("containerd");
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return program.getParent();
    }

    private Answer upWith(IdleMachine machine, Path first) {
        return machine.navarch(
                Map.of("PATH", first + ":" + System.getenv("PATH")),
                "up",
                "--data-dir",
                data(),
                "--bind-address",
                "127.0.0.1",
                "--secure-port",
                "0");
    }

    @Test
    void theDiskIsFull(IdleMachine machine) {
        String small = "mkdir " + folder + "/small; mount -t tmpfs -o size=64m tmpfs " + folder + "/small";
        failsWith(
                literally("the disk of " + folder + "/small/data is full (64 MiB free): make room or choose another"
                        + " --data-dir"),
                () -> machine.navarchAfter(List.of(), small, "up", "--data-dir", folder + "/small/data"));
    }

    @Test
    void theDataDirectoryIsReadOnly(IdleMachine machine) {
        String readOnly = "mkdir " + folder + "/ro; mount -t tmpfs -o ro,size=1g tmpfs " + folder + "/ro";
        failsWith(
                literally("cannot write to the data directory " + folder + "/ro/data (" + folder
                        + "/ro/data: Read-only file system): choose another with --data-dir or change its owner"),
                () -> machine.navarchAfter(List.of(), readOnly, "up", "--data-dir", folder + "/ro/data"));
    }

    @Test
    void theDataDirectoryIsSomebodyElses(IdleMachine machine) throws Exception {
        Path data = Files.createDirectories(folder.resolve("data"));
        Files.writeString(data.resolve("thesis.tex"), "");
        failsWith(
                literally("the data directory " + data
                        + " holds other files (thesis.tex): choose an empty or a new one with --data-dir"),
                () -> machine.navarch("up", "--data-dir", data()));
        Files.move(data.resolve("thesis.tex"), data.resolve("navarch.lock"));
        Files.writeString(data.resolve("navarch.format"), "7\n");
        failsWith(
                literally("the data directory " + data + " was written by a later version (unknown, layout 7; this is ")
                        + ".*\\): use that version or choose another --data-dir",
                () -> machine.navarch("up", "--data-dir", data()));
        Files.setAttribute(data, "unix:uid", 1);
        failsWith(
                literally("the data directory " + data
                        + " belongs to the user daemon: run as that user or choose another --data-dir"),
                () -> machine.navarch("up", "--data-dir", data()));
    }

    @Test
    void noJdkIsNewEnough(IdleMachine machine) throws Exception {
        Path jdk = Files.createDirectories(folder.resolve("jvm/jdk-17/bin")).getParent();
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");
        Path javac = Files.writeString(jdk.resolve("bin/javac"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(javac, PosixFilePermissions.fromString("rwxr-xr-x"));
        String onlyThat = "mount --bind " + folder + "/jvm /usr/lib/jvm; mount -t tmpfs tmpfs /opt;"
                + " export JAVA_HOME=/usr/lib/jvm/jdk-17 HOME=/nowhere";
        failsWith(
                "needs JDK 25 or newer \\(found only 17 in /usr/lib/jvm/jdk-17.*\\): install the package temurin-25-jdk or"
                        + " openjdk-25-jdk, or set JAVA_HOME to one",
                () -> machine.navarchAfter(List.of(), onlyThat, "up", "--data-dir", data()));
    }

    @Test
    void anOldJavaHomeIsPassedOverForANewerJdk(IdleMachine machine) throws Exception {
        Path jdk = Files.createDirectories(folder.resolve("jdk-17"));
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");
        assertThat(machine.navarch(Map.of("JAVA_HOME", jdk.toString()), "version")
                        .mustSucceed())
                .contains("Java 2");
    }

    @Test
    void thePortOfTheApiServerIsInUse(IdleMachine machine) throws Exception {
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            failsWith(
                    literally("port " + taken.getLocalPort() + " of 127.0.0.1 is in use by " + me()
                            + ": stop that or choose another with --secure-port"),
                    () -> machine.navarch(
                            "up",
                            "--data-dir",
                            data(),
                            "--bind-address",
                            "127.0.0.1",
                            "--secure-port",
                            String.valueOf(taken.getLocalPort())));
        }
    }
}
