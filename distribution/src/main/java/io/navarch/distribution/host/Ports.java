package io.navarch.distribution.host;

import io.navarch.distribution.startup.StartUpException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Who listens where on this machine. */
public final class Ports {
    /** The state of a listening socket in /proc/net/tcp. */
    private static final String LISTENING = "0A";

    private Ports() {}

    /**
     * Refuses a port that is taken, and says by whom.
     *
     * @param option the flag with which another port can be chosen
     */
    public static void checkFree(InetAddress address, int port, String option) {
        if (port == 0) {
            return;
        }
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(address, port));
        } catch (IOException e) {
            String who = holder(port).map(process -> " by " + process).orElse("");
            throw new StartUpException(
                    "port " + port + " of " + address.getHostAddress() + " is in use" + who,
                    "stop that or choose another with " + option,
                    e);
        }
    }

    /** The process that listens on the TCP port, as {@code name (pid 12)}; empty if none does or it cannot be seen. */
    public static Optional<String> holder(int port) {
        String wanted = String.format(":%04X", port);
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            Optional<String> inode = HostCommand.read(Path.of(table))
                    .lines()
                    .skip(1)
                    .map(line -> line.strip().split("\\s+"))
                    .filter(fields -> fields[1].endsWith(wanted) && fields[3].equals(LISTENING))
                    .map(fields -> fields[9])
                    .findFirst();
            Optional<String> process = inode.flatMap(Ports::processWithSocket);
            if (process.isPresent()) {
                return process;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> processWithSocket(String inode) {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(folder -> folder.getFileName().toString().chars().allMatch(Character::isDigit))
                    .filter(folder -> hasSocket(folder, inode))
                    .map(folder ->
                            HostCommand.read(folder.resolve("comm")).strip() + " (pid " + folder.getFileName() + ")")
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static boolean hasSocket(Path process, String inode) {
        String link = "socket:[" + inode + "]";
        try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
            return descriptors.anyMatch(descriptor -> {
                try {
                    return Files.readSymbolicLink(descriptor).toString().equals(link);
                } catch (IOException e) {
                    return false;
                }
            });
        } catch (IOException e) {
            // The process ended meanwhile or belongs to somebody else.
            return false;
        }
    }
}
