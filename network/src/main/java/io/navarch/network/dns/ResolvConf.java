package io.navarch.network.dns;

import io.navarch.runtime.Clock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The name servers of a resolv.conf(5) file, read again when it changes. Servers at addresses of this cluster's own DNS are
 * left out, so that no question comes back. Thread-safe.
 */
final class ResolvConf implements Supplier<List<InetSocketAddress>> {
    private static final Logger LOG = LoggerFactory.getLogger(ResolvConf.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
    private static final int PORT = 53;

    private final Path file;
    private final Set<String> own;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile List<InetSocketAddress> servers = List.of();
    private @Nullable FileTime read;
    private long lookAgain;

    ResolvConf(Path file, Set<String> own, Clock clock) {
        this.file = file;
        this.own = own;
        this.clock = clock;
        this.lookAgain = clock.nanos();
    }

    @Override
    public List<InetSocketAddress> get() {
        if (clock.nanos() - lookAgain < 0 || !lock.tryLock()) {
            return servers;
        }
        try {
            lookAgain = clock.nanos() + LOOK_EVERY.toNanos();
            var changed = Files.getLastModifiedTime(file);
            if (!changed.equals(read)) {
                servers = parse(Files.readAllLines(file), own);
                read = changed;
                LOG.debug("forwarding to the servers of {}: {}", file, servers);
            }
        } catch (IOException e) {
            LOG.warn("cannot read {}, name servers stay {}: {}", file, servers, e.toString());
        } finally {
            lock.unlock();
        }
        return servers;
    }

    static List<InetSocketAddress> parse(List<String> lines, Set<String> own) {
        var servers = new ArrayList<InetSocketAddress>();
        for (var line : lines) {
            var words = line.strip().split("\\s+");
            if (words.length >= 2 && words[0].equals("nameserver") && !own.contains(words[1])) {
                var server = address(words[1], PORT);
                if (server != null) {
                    servers.add(server);
                }
            }
        }
        return servers;
    }

    /** An address given as {@code 1.2.3.4}, {@code 1.2.3.4:5353}, {@code [::1]:53} or {@code ::1}; null if it is none. */
    static @Nullable InetSocketAddress address(String text, int defaultPort) {
        var host = text.startsWith("dns://") ? text.substring(6) : text;
        int port = defaultPort;
        int colon = host.lastIndexOf(':');
        boolean withPort = host.startsWith("[") ? host.indexOf("]:") > 0 : colon >= 0 && host.indexOf(':') == colon;
        if (withPort) {
            var digits = host.substring(colon + 1);
            if (!digits.matches("[0-9]{1,5}")) {
                return null;
            }
            port = Integer.parseInt(digits);
            host = host.substring(0, colon);
        }
        host = host.replace("[", "").replace("]", "");
        int zone = host.indexOf('%');
        return Names.address(zone < 0 ? host : host.substring(0, zone)) == null
                ? null
                : new InetSocketAddress(host, port);
    }
}
