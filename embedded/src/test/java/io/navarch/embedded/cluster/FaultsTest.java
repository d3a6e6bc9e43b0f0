package io.navarch.embedded.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.client.DeleteOptions;
import io.navarch.client.KubeClient;
import io.navarch.client.ListOptions;
import io.navarch.client.Resource;
import io.navarch.client.http.HttpTransport;
import io.navarch.client.http.Kubeconfig;
import io.navarch.embedded.ClusterSettings;
import io.navarch.embedded.Faults;
import io.navarch.embedded.NodeShape;
import io.navarch.embedded.Requests;
import io.navarch.embedded.time.ClusterTime;
import io.navarch.model.coordination.v1.Lease;
import io.navarch.model.core.v1.ConfigMap;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.Reason;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Injected faults as clients in process and over HTTPS meet them. */
class FaultsTest {
    private static EmbeddedCluster cluster;
    private static KubeClient https;
    private static final Requests CONFIG_MAPS =
            Requests.ALL.resource("configmaps").in("default");

    @BeforeAll
    static void start() throws InterruptedException {
        cluster = EmbeddedCluster.start(0);
        https = new KubeClient(new HttpTransport(
                Kubeconfig.ofToken(cluster.url(), cluster.caCertificate(), cluster.token()), "test", cluster.clock()));
    }

    @AfterAll
    static void stop() {
        https.transport().close();
        cluster.close();
    }

    @AfterEach
    void clear() {
        cluster.faults().clear();
        for (var map : maps().list(ListOptions.ALL).items()) {
            if (!map.name().equals("kube-root-ca.crt")) {
                maps().delete(map.name(), DeleteOptions.DEFAULT);
            }
        }
    }

    private static Resource<ConfigMap> maps() {
        return cluster.client().of(ConfigMap.KIND, "default");
    }

    private static ConfigMap map(String name) {
        return ConfigMap.EMPTY.withMetadata(ConfigMap.EMPTY.metadata().withName(name));
    }

    private static void change(Resource<ConfigMap> maps, String value) {
        maps.update(maps.get("a").withData(Map.of("k", value)));
    }

    @Test
    void failsTheNthRequestOnly() {
        maps().create(map("a"));
        cluster.faults().on(CONFIG_MAPS.verbs("update")).nth(2).conflict();
        change(maps(), "1");
        assertThatThrownBy(() -> change(maps(), "2"))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CONFLICT))
                .hasMessage("Operation cannot be fulfilled on configmaps \"a\": the object has been modified; "
                        + "please apply your changes to the latest version and try again");
        change(maps(), "3");
        assertThat(maps().get("a").data()).containsEntry("k", "3");
        var injected = cluster.faults().injected();
        assertThat(injected.get(injected.size() - 1).toString())
                .startsWith("conflict: ")
                .contains("update /api/v1/namespaces/default/configmaps/a 409")
                .contains("by kubernetes-admin");
    }

    @Test
    void refusesWithAnyCodeAndAsksForPatience() {
        cluster.faults().on(CONFIG_MAPS.verbs("create")).times(1).fail(503, "etcdserver: leader changed");
        assertThatThrownBy(() -> https.of(ConfigMap.KIND, "default").create(map("a")))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.status().code()).isEqualTo(503))
                .hasMessage("etcdserver: leader changed");
        cluster.faults().on(CONFIG_MAPS.verbs("create")).times(1).throttle(Duration.ofSeconds(7));
        assertThatThrownBy(() -> maps().create(map("a"))).isInstanceOfSatisfying(ApiException.class, e -> {
            assertThat(e.reason()).isEqualTo(Reason.TOO_MANY_REQUESTS);
            assertThat(e.status().details().retryAfterSeconds()).isEqualTo(7);
        });
        assertThat(maps().find("a")).isEmpty();
    }

    @Test
    void losesRequestsAndAnswers() {
        cluster.faults().on(CONFIG_MAPS.verbs("create").named("")).nth(1).dropRequest();
        assertThatThrownBy(() -> https.of(ConfigMap.KIND, "default").create(map("a")))
                .isInstanceOf(UncheckedIOException.class);
        assertThat(maps().find("a")).isEmpty();
        cluster.faults().on(CONFIG_MAPS.verbs("create")).nth(1).dropAnswer();
        assertThatThrownBy(() -> https.of(ConfigMap.KIND, "default").create(map("a")))
                .isInstanceOf(UncheckedIOException.class);
        assertThat(maps().find("a")).isPresent();
    }

    @Test
    void doesThingsTwice() {
        cluster.faults().on(CONFIG_MAPS.verbs("create")).nth(1).duplicate();
        assertThatThrownBy(() -> maps().create(map("a")))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.reason()).isEqualTo(Reason.ALREADY_EXISTS));
        assertThat(maps().find("a")).isPresent();
    }

    @Test
    void drawsFromItsSeed() throws InterruptedException {
        assertThat(outcomes(7)).isEqualTo(outcomes(7)).isNotEqualTo(outcomes(8)).contains(true, false);
    }

    private static List<Boolean> outcomes(long seed) throws InterruptedException {
        var settings = ClusterSettings.DEFAULT.withNodes(List.of()).withSeed(seed);
        try (var own = EmbeddedCluster.start(settings, ClusterTime.following())) {
            own.faults()
                    .on(CONFIG_MAPS.verbs("get").named("missing"))
                    .share(0.5)
                    .fail(500, "bad luck");
            var outcomes = new ArrayList<Boolean>();
            for (int i = 0; i < 20; i++) {
                try {
                    own.client().of(ConfigMap.KIND, "default").find("missing");
                    outcomes.add(true);
                } catch (ApiException e) {
                    outcomes.add(false);
                }
            }
            return outcomes;
        }
    }

    @Test
    void expiresWatches() throws Exception {
        try (var watch = https.of(ConfigMap.KIND, "default").watch(ListOptions.ALL)) {
            maps().create(map("a"));
            String document;
            do {
                document = text(watch.next());
            } while (!document.contains("\"name\":\"a\""));
            cluster.faults().expireWatches(CONFIG_MAPS);
            assertThat(text(watch.next())).contains("\"type\":\"ERROR\"", "\"reason\":\"Expired\"", "\"code\":410");
            assertThat(watch.next()).isNull();
        }
    }

    private static String text(byte[] document) {
        return new String(document, StandardCharsets.UTF_8);
    }

    @Test
    void isDownForAWhile() throws InterruptedException {
        cluster.faults().down(CONFIG_MAPS, Duration.ofMillis(300));
        assertThatThrownBy(() -> maps().list(ListOptions.ALL)).isInstanceOf(UncheckedIOException.class);
        Await.until(Duration.ofSeconds(10), () -> maps().list(ListOptions.ALL));
    }

    @Test
    void handsLeasesToStrangers() {
        var leases = cluster.client().of(Lease.KIND, "default");
        leases.create(Lease.EMPTY
                .withMetadata(Lease.EMPTY.metadata().withName("leader"))
                .withSpec(Lease.EMPTY.spec().withHolderIdentity("operator-1").withLeaseDurationSeconds(15)));
        cluster.faults().takeLease("default", "leader");
        assertThat(leases.get("leader").spec().holderIdentity()).isEqualTo("navarch-fault");
        assertThat(leases.get("leader").spec().leaseTransitions()).isEqualTo(1);
    }

    @Test
    void refusesRulesThatMakeNoSense() {
        assertThatThrownBy(() -> cluster.faults().on(Requests.ALL).nth(0)).hasMessageContaining("counted from 1");
        assertThatThrownBy(() -> cluster.faults().on(Requests.ALL).share(2)).hasMessageContaining("no probability");
        assertThatThrownBy(() -> cluster.faults().on(Requests.ALL).fail(200, "fine"))
                .hasMessageContaining("not the code of a failure");
    }

    @Test
    void writesDownWhatWasDoneToNodesAndLeases() throws InterruptedException {
        assertThat(drawnNode(7)).isEqualTo(drawnNode(7));
    }

    private static String drawnNode(long seed) throws InterruptedException {
        var shapes = List.of(NodeShape.named("a"), NodeShape.named("b"), NodeShape.named("c"), NodeShape.named("d"));
        var settings = ClusterSettings.DEFAULT.withNodes(shapes).withSeed(seed);
        try (var own = EmbeddedCluster.start(settings, ClusterTime.standing(Instant.parse("2026-01-01T00:00:00Z")))) {
            own.travel().advance(Duration.ofSeconds(15));
            var node = own.faults().draw(own.nodes().names());
            own.nodes().slow(node, Duration.ofSeconds(20));
            own.nodes().disconnect(node);
            own.faults().takeLease("kube-node-lease", "a").jumpClock(Duration.ofMinutes(-5));
            own.faults().on(CONFIG_MAPS.verbs("get")).times(1).fail(500, "bad luck");
            assertThatThrownBy(() -> own.client().of(ConfigMap.KIND, "default").get("x"))
                    .hasMessage("bad luck");
            assertThat(own.faults().injected())
                    .extracting(Faults.Injection::fault)
                    .containsExactly(
                            "node " + node + " slowed down by PT20S",
                            "node " + node + " disconnected",
                            "lease kube-node-lease/a handed to a stranger",
                            "the control plane's clock jumps by PT-5M",
                            "failed with 500");
            assertThat(own.report())
                    .contains("Injected faults (seed " + seed + "):")
                    .contains("00:00:15.000 node " + node + " disconnected");
            return node;
        }
    }
}
