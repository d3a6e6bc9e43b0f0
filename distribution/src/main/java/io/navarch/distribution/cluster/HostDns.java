package io.navarch.distribution.cluster;

import io.navarch.kubelet.cri.DnsConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The host's own resolver configuration, which pods with DNS policy Default get. */
final class HostDns {
    private static final Path RESOLVED = Path.of("/run/systemd/resolve/resolv.conf");
    private static final Path USUAL = Path.of("/etc/resolv.conf");

    private HostDns() {}

    /** Reads it; where a local stub stands in between, what the stub asks. */
    static DnsConfig read() {
        var servers = new ArrayList<String>();
        var searches = new ArrayList<String>();
        var options = new ArrayList<String>();
        try {
            for (var line : Files.readAllLines(Files.isReadable(RESOLVED) ? RESOLVED : USUAL)) {
                var words = List.of(line.strip().split("\\s+"));
                var rest = words.subList(1, words.size());
                switch (words.get(0)) {
                    case "nameserver" -> servers.addAll(rest);
                    case "search", "domain" -> {
                        searches.clear();
                        searches.addAll(rest);
                    }
                    case "options" -> options.addAll(rest);
                    default -> {}
                }
            }
        } catch (IOException e) {
            // A host without a resolver has nothing to hand on.
            return new DnsConfig(List.of(), List.of(), List.of());
        }
        return new DnsConfig(servers, searches, options);
    }
}
