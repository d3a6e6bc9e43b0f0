package example.official;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.reflect.TypeToken;
import io.kubernetes.client.Attach;
import io.kubernetes.client.Copy;
import io.kubernetes.client.Exec;
import io.kubernetes.client.Metrics;
import io.kubernetes.client.PodLogs;
import io.kubernetes.client.PortForward;
import io.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.kubernetes.client.extended.leaderelection.LeaderElector;
import io.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.kubernetes.client.informer.ResourceEventHandler;
import io.kubernetes.client.informer.SharedInformerFactory;
import io.kubernetes.client.openapi.apis.CoordinationV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ConfigMapList;
import io.kubernetes.client.util.CallGeneratorParams;
import io.kubernetes.client.util.Watch;
import io.navarch.embedded.NavarchCluster;
import io.navarch.junit.NavarchTest;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The official client's watches, informers and elections, and its ways into containers. */
@NavarchTest
class StreamsBeyondAMockTest extends ClientTest {
    private static String text(InputStream stream) throws Exception {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void watchesGoOnFromAResourceVersion() throws Exception {
        var start = create(map("before", null, null)).getMetadata().getResourceVersion();
        create(map("between", null, null));
        var call = core.listNamespacedConfigMap(NAMESPACE)
                .watch(true)
                .resourceVersion(start)
                .buildCall(null);
        try (Watch<V1ConfigMap> watch =
                Watch.createWatch(client, call, new TypeToken<Watch.Response<V1ConfigMap>>() {}.getType())) {
            create(map("after", null, null));
            var seen = new ArrayList<String>();
            for (var event : watch) {
                seen.add(event.type + " " + event.object.getMetadata().getName());
                if (seen.size() == 2) {
                    break;
                }
            }
            assertThat(seen).containsExactly("ADDED between", "ADDED after");
        }
    }

    @Test
    void informersSeeEverythingOnce() throws Exception {
        create(map("early", Map.of("suite", "informer"), Map.of("a", "1")));
        var heard = new CopyOnWriteArrayList<String>();
        var factory = new SharedInformerFactory(client);
        var informer = factory.sharedIndexInformerFor(
                (CallGeneratorParams wanted) -> core.listNamespacedConfigMap(NAMESPACE)
                        .labelSelector("suite=informer")
                        .resourceVersion(wanted.resourceVersion)
                        .timeoutSeconds(wanted.timeoutSeconds)
                        .watch(wanted.watch)
                        .buildCall(null),
                V1ConfigMap.class,
                V1ConfigMapList.class);
        informer.addEventHandler(new ResourceEventHandler<V1ConfigMap>() {
            @Override
            public void onAdd(V1ConfigMap map) {
                heard.add("add " + map.getMetadata().getName());
            }

            @Override
            public void onUpdate(V1ConfigMap before, V1ConfigMap after) {
                heard.add("update " + after.getMetadata().getName());
            }

            @Override
            public void onDelete(V1ConfigMap map, boolean unknown) {
                heard.add("delete " + map.getMetadata().getName());
            }
        });
        factory.startAllRegisteredInformers();
        try {
            await("the first", () -> heard.equals(List.of("add early")));
            create(map("late", Map.of("suite", "informer"), null));
            core.deleteNamespacedConfigMap("early", NAMESPACE).execute();
            await("the others", () -> heard.equals(List.of("add early", "add late", "delete early")));
            assertThat(informer.getIndexer().list()).hasSize(1);
        } finally {
            factory.stopAllRegisteredInformers();
        }
    }

    @Test
    void oneOfManyLeads() throws Exception {
        var leaders = new CopyOnWriteArrayList<String>();
        try (var first = elector("first")) {
            lead(first, "first", leaders);
            await("the first leads", () -> leaders.equals(List.of("first")));
            try (var second = elector("second")) {
                lead(second, "second", leaders);
                var leases = new CoordinationV1Api(client);
                assertThat(leases.readNamespacedLease("elected", NAMESPACE)
                                .execute()
                                .getSpec()
                                .getHolderIdentity())
                        .isEqualTo("first");
                first.close();
                await("the second leads", () -> leaders.contains("second"));
                assertThat(leases.readNamespacedLease("elected", NAMESPACE)
                                .execute()
                                .getSpec()
                                .getHolderIdentity())
                        .isEqualTo("second");
            }
        }
    }

    private LeaderElector elector(String identity) {
        return new LeaderElector(new LeaderElectionConfig(
                new LeaseLock(NAMESPACE, "elected", identity, client),
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                Duration.ofMillis(200)));
    }

    private static void lead(LeaderElector elector, String identity, List<String> leaders) {
        Thread.ofPlatform().daemon().start(() -> elector.run(() -> leaders.add(identity), () -> {}));
    }

    @Test
    void execPrintsAndTellsTheExitCode() throws Exception {
        running(pod("exec"));
        var process = new Exec(client)
                .exec(NAMESPACE, "exec", new String[] {"sh", "-c", "echo hello; echo oops >&2; exit 3"}, false, false);

        var out = process.getInputStream();
        var err = process.getErrorStream();
        assertThat(text(out)).isEqualTo("hello\n");
        assertThat(text(err)).isEqualTo("oops\n");
        assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(3);
    }

    @Test
    void execIsFed() throws Exception {
        running(pod("fed"));
        var process = new Exec(client).exec(NAMESPACE, "fed", new String[] {"cat"}, true, false);
        process.getOutputStream().write("one\n".getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();

        var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        assertThat(lines.readLine()).isEqualTo("one");
        process.destroy();
    }

    @Test
    void logsAreFollowedToTheirEnd() throws Exception {
        var talker = pod("talker", "sh", "-c", "echo first; sleep 1; echo second");
        talker.getSpec().restartPolicy("Never");
        running(talker);

        try (var stream = new PodLogs(client).streamNamespacedPodLog(NAMESPACE, "talker", "main")) {
            assertThat(text(stream)).isEqualTo("first\nsecond\n");
        }
        assertThat(core.readNamespacedPodLog("talker", NAMESPACE).tailLines(1).execute())
                .isEqualTo("second\n");
    }

    @Test
    void logsOfTheContainerBefore() throws Exception {
        core.createNamespacedPod(NAMESPACE, pod("crasher", "sh", "-c", "echo run; exit 1"))
                .execute();
        await("a restart", () -> {
            var statuses = core.readNamespacedPod("crasher", NAMESPACE)
                    .execute()
                    .getStatus()
                    .getContainerStatuses();
            return statuses != null && statuses.stream().anyMatch(one -> one.getRestartCount() > 0);
        });
        assertThat(core.readNamespacedPodLog("crasher", NAMESPACE)
                        .previous(true)
                        .execute())
                .isEqualTo("run\n");
    }

    @Test
    void attachShowsWhatIsPrinted() throws Exception {
        running(pod("attached", "sh", "-c", "while true; do echo tick; sleep 1; done"));
        try (var attached = new Attach(client)
                .newConnectionBuilder(NAMESPACE, "attached")
                .setStdout(true)
                .connect()) {
            var lines = new BufferedReader(
                    new InputStreamReader(attached.getStandardOutputStream(), StandardCharsets.UTF_8));
            assertThat(lines.readLine()).isEqualTo("tick");
        }
    }

    @Test
    void portForwardReachesThePod() throws Exception {
        running(pod("served"));
        var forward = new PortForward(client).forward(NAMESPACE, "served", List.of(8080));
        var request = forward.getOutboundStream(8080);
        request.write("GET / HTTP/1.1\r\nHost: served\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        request.flush();

        var lines = new BufferedReader(new InputStreamReader(forward.getInputStream(8080), StandardCharsets.UTF_8));
        assertThat(lines.readLine()).isEqualTo("HTTP/1.1 200 OK");
    }

    @Test
    void filesAreCopied(@TempDir Path folder) throws Exception {
        running(pod("store"));
        var local = Files.writeString(folder.resolve("note.txt"), "kept");
        var copy = new Copy(client);

        copy.copyFileToPod(NAMESPACE, "store", "main", local, Path.of("/notes/note.txt"));
        copy.copyFileFromPod(NAMESPACE, "store", "main", "/notes/note.txt", folder.resolve("back.txt"));
        assertThat(folder.resolve("back.txt")).hasContent("kept");

        copy.copyDirectoryFromPod(NAMESPACE, "store", "main", "/notes", Files.createDirectory(folder.resolve("all")));
        try (var files = Files.walk(folder.resolve("all"))) {
            assertThat(files.filter(Files::isRegularFile))
                    .singleElement()
                    .satisfies(file -> assertThat(file).hasFileName("note.txt").hasContent("kept"));
        }
    }

    @Test
    void usageIsMeasured(NavarchCluster cluster) throws Exception {
        var busy = pod("busy");
        busy.getMetadata().putAnnotationsItem("simulated.navarch.io/cpu", "250m");
        running(busy);
        cluster.clock().advance(Duration.ofSeconds(30));

        assertThat(new Metrics(client).getPodMetrics(NAMESPACE).getItems())
                .anyMatch(metrics -> metrics.getMetadata().getName().equals("busy"));
        assertThat(new Metrics(client).getNodeMetrics().getItems()).hasSize(1);
    }
}
