package io.navarch.bench.rig;

import io.navarch.apiserver.ApiServer;
import io.navarch.apiserver.ApiServerConfig;
import io.navarch.apiserver.request.User;
import io.navarch.client.KubeClient;
import io.navarch.embedded.transport.InProcessTransport;
import io.navarch.pki.ClusterPki;
import io.navarch.pki.PemFiles;
import io.navarch.pki.ServingNames;
import io.navarch.runtime.Clock;
import io.navarch.store.log.LogStore;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** An API server of this process over a store on disk, without controllers and scheduler. */
final class LocalServer implements AutoCloseable {
    private final Path folder;
    private final Clock clock = Clock.system();
    private final LogStore store;
    private final ApiServer server;

    LocalServer() throws IOException {
        folder = Files.createTempDirectory("navarch-bench");
        store = LogStore.open(folder, clock);
        var names = ServingNames.of("cluster.local", InetAddress.getByName("10.96.0.1"));
        var pki = ClusterPki.open(PemFiles.inMemory(), names, clock::now);
        server = new ApiServer(ApiServerConfig.of(store, clock, ApiServerConfig.Certificates.of(pki))
                        .withListen(new ApiServerConfig.Listen("127.0.0.1", 0, OptionalInt.empty(), "192.168.255.254")))
                .start();
    }

    Clock clock() {
        return clock;
    }

    KubeClient client(String user, String... groups) {
        return new KubeClient(new InProcessTransport(server.pipeline(), User.of(user, groups), "bench"));
    }

    KubeClient admin() {
        return client("bench", User.MASTERS);
    }

    @Override
    public void close() throws IOException {
        server.close();
        store.close();
        clock.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
