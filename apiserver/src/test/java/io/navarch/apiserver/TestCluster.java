package io.navarch.apiserver;

import io.navarch.pki.ClusterPki;
import io.navarch.pki.PemFiles;
import io.navarch.pki.ServingNames;
import io.navarch.runtime.Clock;
import io.navarch.store.memory.MemoryStore;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/** A server over a store in memory, with certificates of its own. */
final class TestCluster implements AutoCloseable {
    final Clock clock = Clock.system();
    final MemoryStore store = new MemoryStore(clock);
    final ClusterPki pki;
    final ApiServer server;

    TestCluster() {
        this(config -> config);
    }

    TestCluster(UnaryOperator<ApiServerConfig> change) {
        try {
            pki = ClusterPki.open(
                    PemFiles.inMemory(),
                    ServingNames.of("cluster.local", InetAddress.getByName("10.96.0.1")),
                    InstantSource.system());
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
        var listen = new ApiServerConfig.Listen("127.0.0.1", 0, OptionalInt.empty(), "192.0.2.10");
        var config = ApiServerConfig.of(store, clock, ApiServerConfig.Certificates.of(pki))
                .withListen(listen);
        server = new ApiServer(change.apply(config)).start();
    }

    @Override
    public void close() {
        server.close();
        store.close();
        clock.close();
    }
}
