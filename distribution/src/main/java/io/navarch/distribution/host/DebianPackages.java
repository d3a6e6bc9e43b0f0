package io.navarch.distribution.host;

import io.navarch.distribution.startup.StartUpException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The programs a node needs and the Debian packages they come in. Installs only what is missing. */
public final class DebianPackages {
    private static final Path CNI_PLUGINS = Path.of("/usr/lib/cni/bridge");

    /** Program → package. A program that is there counts whoever installed it. */
    private static final Map<String, String> NODE_PROGRAMS = new TreeMap<>(Map.of(
            "containerd", "containerd",
            "runc", "runc",
            "iptables", "iptables",
            "ip", "iproute2",
            "conntrack", "conntrack",
            "nsenter", "util-linux",
            "mount", "mount"));

    /** The first with CRI v1. */
    private static final int OLDEST_MINOR = 6;

    private static final Pattern VERSION = Pattern.compile("\\b([0-9]+)\\.([0-9]+)\\.[0-9]+\\b");

    private DebianPackages() {}

    /** The packages whose programs are not on this machine. */
    public static List<String> missing() {
        List<String> missing = new ArrayList<>();
        NODE_PROGRAMS.forEach((program, name) -> {
            if (HostCommand.find(program).isEmpty()) {
                missing.add(name);
            }
        });
        if (!Files.isExecutable(CNI_PLUGINS) && !Files.isExecutable(Path.of("/opt/cni/bin/bridge"))) {
            missing.add("containernetworking-plugins");
        }
        return missing;
    }

    /**
     * Installs the missing packages.
     *
     * @return what was installed
     * @throws StartUpException if that is not possible
     */
    public static List<String> install() {
        List<String> missing = missing();
        if (missing.isEmpty()) {
            return missing;
        }
        String names = String.join(" ", missing);
        if (HostCommand.find("apt-get").isEmpty()) {
            throw new StartUpException(
                    "missing on this machine: " + names,
                    "install them with the system's package tool (there is no apt-get)");
        }
        var listed = aptGet(List.of("update", "-qq"));
        List<String> install = new ArrayList<>(List.of("install", "-y", "-qq", "--no-install-recommends"));
        install.addAll(missing);
        var installed = aptGet(install);
        if (!installed.succeeded()) {
            String why = listed.succeeded() ? installed.lastLine() : listed.lastLine();
            throw new StartUpException(
                    "cannot install " + names + " (" + why + ")",
                    "check the network and apt's sources, or install them by hand");
        }
        List<String> still = missing();
        if (!still.isEmpty()) {
            throw new StartUpException("installed, but not found: " + String.join(" ", still), "check the PATH");
        }
        return missing;
    }

    private static HostCommand.Outcome aptGet(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("apt-get", "-o", "DPkg::Lock::Timeout=300"));
        command.addAll(arguments);
        return HostCommand.run(command, "", Duration.ofMinutes(10), Map.of("DEBIAN_FRONTEND", "noninteractive"));
    }

    /**
     * Makes sure that the container engine's program runs at all and speaks CRI v1.
     *
     * @return its version, for example {@code 1.6.20}
     */
    public static String checkContainerd() {
        var outcome = HostCommand.run("containerd", "--version");
        if (!outcome.succeeded()) {
            throw new StartUpException(
                    "containerd does not run (" + outcome.lastLine() + ")",
                    "reinstall it: apt-get install --reinstall containerd");
        }
        String answer = outcome.output().strip();
        var version = VERSION.matcher(answer);
        if (!version.find()) {
            throw new StartUpException(
                    "containerd does not say its version (" + answer + ")",
                    "reinstall it: apt-get install --reinstall containerd");
        }
        int major = Integer.parseInt(version.group(1));
        int minor = Integer.parseInt(version.group(2));
        if (major < 1 || (major == 1 && minor < OLDEST_MINOR)) {
            throw new StartUpException(
                    "containerd " + version.group() + " is too old (needs 1." + OLDEST_MINOR + " or newer)",
                    "install a newer one and see that it comes first on the PATH ("
                            + HostCommand.find("containerd").map(Path::toString).orElse("not found") + " is used)");
        }
        return version.group();
    }
}
