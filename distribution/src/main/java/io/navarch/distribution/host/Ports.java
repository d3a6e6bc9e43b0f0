package io.navarch.distribution.host;

import io.navarch.distribution.startup.StartUpException;
import java.io.IOException;
import java.net.DatagramSocket;
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

    /** That of a datagram socket which takes from anybody. */
    private static final String UNBOUND = "07";

    private Ports() {}

    /**
     * Refuses a TCP port that is taken, and says by whom.
     *
     * @param remedy what else to do, for example the option with which another port is chosen
     */
    public static void checkFree(InetAddress address, int port, String remedy) {
        if (port == 0) {
            return;
        }
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(address, port));
        } catch (IOException e) {
            throw refused(address, port, remedy, holder(port), e);
        }
    }

    /** The same for a port that is needed for both TCP and UDP. */
    public static void checkBothFree(InetAddress address, int port, String remedy) {
        checkFree(address, port, remedy);
        try (DatagramSocket probe = new DatagramSocket(null)) {
            probe.bind(new InetSocketAddress(address, port));
        } catch (IOException e) {
            throw refused(address, port, remedy, holder(port, List.of("/proc/net/udp", "/proc/net/udp6"), UNBOUND), e);
        }
    }

    private static StartUpException refused(
            InetAddress address, int port, String remedy, Optional<String> holder, IOException cause) {
        String where = address.getHostAddress();
        String message = String.valueOf(cause.getMessage());
        if (message.contains("assign requested address")) {
            return new StartUpException(
                    where + " is no address of this machine", "choose one that 'ip address' shows", cause);
        }
        if (message.contains("Permission denied")) {
            return new StartUpException("only root may use port " + port, "run as root or " + remedy, cause);
        }
        String who = holder.map(process -> " by " + process).orElse("");
        return new StartUpException(
                "port " + port + " of " + where + " is in use" + who, "stop that or " + remedy, cause);
    }

    /** The process that listens on the TCP port, as {@code name (pid 12)}; empty if none does or it cannot be seen. */
    public static Optional<String> holder(int port) {
        return holder(port, List.of("/proc/net/tcp", "/proc/net/tcp6"), LISTENING);
    }

    private static Optional<String> holder(int port, List<String> tables, String state) {
        String wanted = String.format(":%04X", port);
        for (String table : tables) {
            Optional<String> inode = HostCommand.read(Path.of(table))
                    .lines()
                    .skip(1)
                    .map(line -> line.strip().split("\\s+"))
                    .filter(fields -> fields[1].endsWith(wanted) && fields[3].equals(state))
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
