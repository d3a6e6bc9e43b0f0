package example.fabric8;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.navarch.embedded.NavarchCluster;
import io.navarch.embedded.Requests;
import io.navarch.junit.NavarchTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What fabric8's mock server does not know about watches, and what stands on them. */
@NavarchTest
class WatchesBeyondTheMockServerTest extends ClientTest {
    /** Keeps what it hears. */
    private static final class Listener implements Watcher<ConfigMap>, ResourceEventHandler<ConfigMap> {
        final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

        @Override
        public void eventReceived(Action action, ConfigMap map) {
            heard.add(action + " "
                    + (action == Action.BOOKMARK ? "" : map.getMetadata().getName()));
        }

        @Override
        public void onClose(WatcherException cause) {
            heard.add("CLOSED " + (cause.isHttpGone() ? "gone" : cause.getMessage()));
        }

        @Override
        public void onAdd(ConfigMap map) {
            heard.add("add " + map.getMetadata().getName());
        }

        @Override
        public void onUpdate(ConfigMap before, ConfigMap after) {
            heard.add("update " + after.getMetadata().getName() + " " + before.getData() + after.getData());
        }

        @Override
        public void onDelete(ConfigMap map, boolean unknown) {
            heard.add("delete " + map.getMetadata().getName());
        }

        String next() throws InterruptedException {
            return heard.poll(SECONDS, TimeUnit.SECONDS);
        }
    }

    @Test
    void watchesGoOnFromAResourceVersion() throws Exception {
        var start = create("before", "a", "1").getMetadata().getResourceVersion();
        create("between", "a", "1");
        var listener = new Listener();
        try (var watch = client.configMaps()
                .inNamespace(NAMESPACE)
                .watch(new ListOptionsBuilder().withResourceVersion(start).build(), listener)) {
            create("after", "a", "1");
            assertThat(List.of(listener.next(), listener.next())).containsExactly("ADDED between", "ADDED after");
        }
    }

    @Test
    void whatLeavesASelectorIsDeletedForItsWatch() throws Exception {
        var listener = new Listener();
        try (var watch = client.configMaps()
                .inNamespace(NAMESPACE)
                .withLabel("suite", "leaving")
                .watch(listener)) {
            client.resource(map("leaving", Map.of("suite", "leaving"), Map.of()))
                    .create();
            mapCalled("leaving").edit(map -> new ConfigMapBuilder(map)
                    .editMetadata()
                    .withLabels(Map.of())
                    .endMetadata()
                    .build());
            assertThat(List.of(listener.next(), listener.next())).containsExactly("ADDED leaving", "DELETED leaving");
        }
    }

    @Test
    void bookmarksTellHowFarAWatchIs(NavarchCluster cluster) throws Exception {
        var listener = new Listener();
        var options = new ListOptionsBuilder().withAllowWatchBookmarks(true).build();

        try (var watch = client.configMaps().inNamespace("kube-public").watch(options, listener)) {
            cluster.clock().advance(Duration.ofMinutes(2));
            await("a bookmark", () -> listener.heard.contains("BOOKMARK "));
        }
    }

    @Test
    void informersSeeEverythingOnce() throws Exception {
        client.resource(map("early", Map.of("suite", "informer"), Map.of("a", "1")))
                .create();
        var listener = new Listener();
        try (var informer = client.configMaps()
                .inNamespace(NAMESPACE)
                .withLabel("suite", "informer")
                .inform(listener)) {
            client.resource(map("late", Map.of("suite", "informer"), Map.of("a", "1")))
                    .create();
            mapCalled("early")
                    .edit(map -> new ConfigMapBuilder(map).addToData("a", "2").build());
            mapCalled("late").delete();

            assertThat(List.of(listener.next(), listener.next(), listener.next(), listener.next()))
                    .containsExactly("add early", "add late", "update early {a=1}{a=2}", "delete late");
            assertThat(informer.getStore().list()).singleElement().satisfies(map -> assertThat(map.getData())
                    .containsEntry("a", "2"));
        }
    }

    @Test
    void informersOutliveBrokenAndExpiredWatches(NavarchCluster cluster) throws Exception {
        var listener = new Listener();
        try (var informer = client.configMaps()
                .inNamespace(NAMESPACE)
                .withLabel("suite", "broken")
                .inform(listener)) {
            cluster.faults().expireWatches(Requests.of("watch", "configmaps"));
            client.resource(map("missed", Map.of("suite", "broken"), Map.of("a", "1")))
                    .create();
            assertThat(listener.next()).isEqualTo("add missed");
            assertThat(informer.isWatching()
                            || !informer.stopped().toCompletableFuture().isDone())
                    .isTrue();
        }
    }

    @Test
    void oneOfManyLeads() throws Exception {
        var leaders = new CopyOnWriteArrayList<String>();
        var first = elector("first", leaders).start();
        await("the first leads", () -> leaders.equals(List.of("first")));
        var second = elector("second", leaders).start();

        var lease = client.leases().inNamespace(NAMESPACE).withName("elected");
        assertThat(lease.get().getSpec().getHolderIdentity()).isEqualTo("first");
        first.cancel(true);
        await("the second leads", () -> leaders.equals(List.of("first", "first ended", "second")));
        assertThat(lease.get().getSpec().getHolderIdentity()).isEqualTo("second");
        assertThat(lease.get().getSpec().getLeaseTransitions()).isPositive();
        second.cancel(true);
        await("nobody leads", () -> leaders.contains("second ended"));
    }

    private LeaderElector elector(String identity, List<String> leaders) {
        return client.leaderElector()
                .withConfig(new LeaderElectionConfigBuilder()
                        .withName(identity)
                        .withLock(new LeaseLock(NAMESPACE, "elected", identity))
                        .withLeaseDuration(Duration.ofSeconds(2))
                        .withRenewDeadline(Duration.ofSeconds(1))
                        .withRetryPeriod(Duration.ofMillis(200))
                        .withReleaseOnCancel(true)
                        .withLeaderCallbacks(new LeaderCallbacks(
                                () -> leaders.add(identity), () -> leaders.add(identity + " ended"), leader -> {}))
                        .build())
                .build();
    }
}
