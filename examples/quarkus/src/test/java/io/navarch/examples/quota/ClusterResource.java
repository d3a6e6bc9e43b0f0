package io.navarch.examples.quota;

import io.navarch.embedded.NavarchCluster;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** Starts a cluster before the application, tells the application's client where it is, and gives it to the test. */
public class ClusterResource implements QuarkusTestResourceLifecycleManager {
    private NavarchCluster cluster;

    @Override
    public Map<String, String> start() {
        cluster = NavarchCluster.start();
        var authority = cluster.caCertificate().getBytes(StandardCharsets.US_ASCII);
        return Map.of(
                "quarkus.kubernetes-client.api-server-url", cluster.url(),
                "quarkus.kubernetes-client.token", cluster.token(),
                "quarkus.kubernetes-client.ca-cert-data", Base64.getEncoder().encodeToString(authority));
    }

    @Override
    public void inject(TestInjector test) {
        test.injectIntoFields(cluster, new TestInjector.MatchesType(NavarchCluster.class));
    }

    @Override
    public void stop() {
        cluster.close();
    }
}
