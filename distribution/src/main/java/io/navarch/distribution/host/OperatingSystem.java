package io.navarch.distribution.host;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;

/**
 * What the machine says it is; a Node's status shows it.
 *
 * @param prettyName for example {@code Debian GNU/Linux 12 (bookworm)}
 * @param kernel for example {@code 6.1.0-28-amd64}
 * @param architecture in Kubernetes' words: {@code amd64}, {@code arm64}
 * @param hostName in lower case, as node names are
 */
public record OperatingSystem(String prettyName, String kernel, String architecture, String hostName) {

    public static OperatingSystem detect() {
        return new OperatingSystem(
                prettyName(Path.of("/etc/os-release")),
                System.getProperty("os.version", "unknown"),
                architecture(System.getProperty("os.arch", "unknown")),
                nodeName());
    }

    static String prettyName(Path osRelease) {
        Properties facts = new Properties();
        try {
            facts.load(new StringReader(Files.readString(osRelease)));
        } catch (IOException e) {
            return System.getProperty("os.name", "Linux");
        }
        return facts.getProperty("PRETTY_NAME", "Linux").replace("\"", "");
    }

    private static String architecture(String java) {
        return switch (java) {
            case "aarch64" -> "arm64";
            case "x86_64" -> "amd64";
            default -> java;
        };
    }

    private static String nodeName() {
        Path kernelsName = Path.of("/proc/sys/kernel/hostname");
        if (Files.isReadable(kernelsName)) {
            return HostCommand.read(kernelsName).strip().toLowerCase(Locale.ROOT);
        }
        try {
            return InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    /** Whether this process may make namespaces, mounts and firewall rules. */
    public static boolean isRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
