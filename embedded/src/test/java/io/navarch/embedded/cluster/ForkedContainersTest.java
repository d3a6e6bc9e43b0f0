package io.navarch.embedded.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.client.Call;
import io.navarch.client.DeleteOptions;
import io.navarch.client.KubeClient;
import io.navarch.client.ListOptions;
import io.navarch.embedded.ExecAnswer;
import io.navarch.embedded.NodeShape;
import io.navarch.embedded.ObjectChange;
import io.navarch.embedded.ObjectRef;
import io.navarch.embedded.time.TimeTravel;
import io.navarch.model.apps.v1.Deployment;
import io.navarch.model.core.v1.ContainerStatus;
import io.navarch.model.core.v1.Node;
import io.navarch.model.core.v1.Pod;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Containers of a cluster that begins with the state of another go on there. */
class ForkedContainersTest {
    private static ManualCluster origin;

    @BeforeAll
    static void start() throws InterruptedException {
        origin = new ManualCluster(2);
        origin.create(Deployment.KIND, """
                {'metadata':{'name':'web'},'spec':{'replicas':3,'selector':{'matchLabels':{'app':'web'}},
                 'template':{'metadata':{'labels':{'app':'web'}},'spec':{'containers':[{'name':'c','image':'web:1',
                 'readinessProbe':{'httpGet':{'port':80},'periodSeconds':3}}]}}}}""");
        pod("crasher", "'simulated.navarch.io/run-for':'1s','simulated.navarch.io/exit-code':'3'", "");
        pod("talker", "", "'command':['sh','-c','while true; do echo tick; sleep 20; done']");
        pod("ends", "'simulated.navarch.io/run-for':'150s'", "");
        pod("broken", "'simulated.navarch.io/pull-error':'true'", "");
        pod("unready", "'simulated.navarch.io/ready':'false'", "'readinessProbe':{'exec':{'command':['x']}}");
        origin.pass(Duration.ofSeconds(95));
    }

    private static void pod(String name, String annotations, String container) {
        origin.create(Pod.KIND, """
                {'metadata':{'name':'%s','annotations':{%s}},'spec':{'restartPolicy':'%s',
                 'containers':[{'name':'c','image':'%s'%s}]}}""".formatted(
                        name,
                        annotations,
                        name.equals("ends") ? "Never" : "Always",
                        name,
                        container.isEmpty() ? "" : "," + container));
    }

    @AfterAll
    static void stop() {
        origin.close();
    }

    private static EmbeddedCluster fork() throws InterruptedException {
        var fork = origin.cluster().fork(origin.cluster().snapshot());
        fork.awaitQuiet(TimeTravel.PATIENCE);
        return fork;
    }

    private static List<Pod> pods(EmbeddedCluster cluster) {
        return cluster.client().of(Pod.KIND, "default").list(ListOptions.ALL).items();
    }

    private static Pod pod(EmbeddedCluster cluster, String name) {
        return cluster.client().of(Pod.KIND, "default").get(name);
    }

    private static ContainerStatus container(EmbeddedCluster cluster, String pod) {
        return pod(cluster, pod).status().containerStatuses().get(0);
    }

    private static String log(KubeClient client, String pod) {
        var answer = client.transport().call(Call.get("/api/v1/namespaces/default/pods/" + pod + "/log"));
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    @Test
    void nothingChangesBecauseOfTheFork() throws InterruptedException {
        long then = origin.cluster().snapshot().revision();
        try (var fork = fork()) {
            var changes = fork.past().diff(then, fork.past().at(0).revision());
            assertThat(changes)
                    .filteredOn(change -> !change.object().kind().equals("Lease")
                            && !change.object().name().equals("kubernetes"))
                    .extracting(ObjectChange::toString)
                    .isEmpty();
            assertThat(pods(fork)).hasSize(8).isEqualTo(pods(origin.cluster()));
        }
    }

    @Test
    void timeGoesOnInBothAlike() throws InterruptedException {
        try (var fork = fork();
                var other = fork()) {
            assertThat(log(fork.client(), "talker"))
                    .isEqualTo(log(origin.client(), "talker"))
                    .startsWith("tick\ntick");
            fork.travel().advance(Duration.ofSeconds(100));
            other.travel().advance(Duration.ofSeconds(100));
            for (var cluster : List.of(fork, other)) {
                assertThat(log(cluster.client(), "talker").lines()).hasSize(10);
                assertThat(pod(cluster, "ends").status().phase()).isEqualTo("Succeeded");
                assertThat(container(cluster, "talker").restartCount()).isZero();
                assertThat(container(cluster, "crasher").restartCount())
                        .isEqualTo(container(origin.cluster(), "crasher").restartCount() + 1);
                assertThat(pod(cluster, "talker").status().podIP())
                        .isEqualTo(pod(origin.cluster(), "talker").status().podIP());
            }
            assertThat(pod(origin.cluster(), "ends").status().phase()).isEqualTo("Running");
            assertThat(addresses(fork)).hasSize(6).doesNotContain("").doesNotHaveDuplicates();
        }
    }

    private static List<String> addresses(EmbeddedCluster cluster) throws InterruptedException {
        cluster.client()
                .of(Deployment.KIND, "default")
                .change("web", web -> web.withSpec(web.spec().withReplicas(6)));
        cluster.travel().advance(Duration.ofSeconds(5));
        return pods(cluster).stream()
                .filter(pod -> pod.name().startsWith("web-"))
                .map(pod -> pod.status().podIP())
                .toList();
    }

    @Test
    void programsAreBegunAnewInContainersThatGoOn() throws InterruptedException {
        var begun = new CopyOnWriteArrayList<String>();
        try (var first = new ManualCluster(1)) {
            first.cluster().engine().onStart("worker", container -> {
                begun.add(container.isForked() + " " + container.restarts());
                container.print("begun");
                container.onExec(command -> ExecAnswer.of("hello\n"));
                container.awaitEnd();
            });
            first.create(Pod.KIND, "{'metadata':{'name':'w'},'spec':{'containers':[{'name':'c','image':'worker'}]}}");
            first.until(
                    () -> assertThat(container(first.cluster(), "w").ready()).isTrue());
            try (var second = first.cluster().fork(first.cluster().snapshot())) {
                second.awaitQuiet(TimeTravel.PATIENCE);
                assertThat(begun).containsExactly("false 0", "true 0");
                assertThat(log(second.client(), "w")).isEqualTo("begun\nbegun\n");
                assertThat(log(first.client(), "w")).isEqualTo("begun\n");
                assertThat(container(second, "w")).isEqualTo(container(first.cluster(), "w"));
                assertThat(second.engine()
                                .container("default", "w", "c")
                                .orElseThrow()
                                .isForked())
                        .isTrue();
            }
        }
    }

    @Test
    void containersOfThePastAreRestartedAsAfterTheLossOfANode() throws InterruptedException {
        var past = origin.cluster().past().at(origin.cluster().snapshot().revision());
        try (var fork = origin.cluster().fork(past)) {
            fork.travel().advance(Duration.ofSeconds(5));
            assertThat(container(fork, "talker").restartCount()).isEqualTo(1);
            assertThat(container(fork, "talker").state().hasRunning()).isTrue();
            assertThat(fork.past().history(new ObjectRef("v1", "Pod", "default", "talker")))
                    .isNotEmpty();
        }
    }

    @Test
    void processesAreStartedAnewInContainersThatGoOn() throws InterruptedException {
        try (var first = EmbeddedCluster.start(1)) {
            first.engine().process("proc");
            first.client().of(Pod.KIND, "default").create(Pod.KIND.read("""
                    {"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"proc",
                     "command":["sh","-c","echo begun; sleep 600"]}]}}""".getBytes(StandardCharsets.UTF_8)));
            Await.until(Duration.ofSeconds(20), () -> assertThat(log(first.client(), "p"))
                    .isEqualTo("begun\n"));
            Await.until(
                    Duration.ofSeconds(20),
                    () -> assertThat(container(first, "p").ready()).isTrue());
            try (var second = first.fork(first.snapshot())) {
                Await.until(Duration.ofSeconds(20), () -> assertThat(log(second.client(), "p"))
                        .isEqualTo("begun\nbegun\n"));
                assertThat(container(second, "p")).isEqualTo(container(first, "p"));
            }
        }
    }

    @Test
    void silentNodesStaySilent() throws InterruptedException {
        try (var first = new ManualCluster(3)) {
            first.nodes().remove("node-1");
            first.pass(Duration.ofSeconds(5));
            first.nodes().disconnect("node-2");
            first.pass(Duration.ofSeconds(20));
            try (var second = first.cluster().fork(first.cluster().snapshot())) {
                second.travel().advance(Duration.ofSeconds(70));
                assertThat(second.nodes().names()).containsExactly("node-2", "node-3");
                assertThat(ready(second, "node-2")).isEqualTo("Unknown");
                assertThat(ready(second, "node-3")).isEqualTo("True");
                assertThat(node(second, "node-3").status().addresses())
                        .isEqualTo(node(first.cluster(), "node-3").status().addresses());
                assertThat(second.nodes().add(NodeShape.DEFAULT)).isEqualTo("node-4");
            }
        }
    }

    private static Node node(EmbeddedCluster cluster, String name) {
        return cluster.client().of(Node.KIND).get(name);
    }

    private static String ready(EmbeddedCluster cluster, String name) {
        return node(cluster, name).status().conditions().stream()
                .filter(condition -> condition.type().equals("Ready"))
                .findFirst()
                .orElseThrow()
                .status();
    }

    @Test
    void whatRunsGoesOnAfterARewind() throws InterruptedException {
        try (var first = new ManualCluster(1)) {
            first.create(Pod.KIND, "{'metadata':{'name':'stays'},'spec':{'containers':[{'name':'c','image':'a'}]}}");
            first.create(Pod.KIND, "{'metadata':{'name':'back'},'spec':{'containers':[{'name':'c','image':'a'}]}}");
            first.pass(Duration.ofSeconds(10));
            var stays = container(first.cluster(), "stays");
            long then = first.cluster().snapshot().revision();
            first.of(Pod.KIND).delete("back", DeleteOptions.DEFAULT);
            first.create(Pod.KIND, "{'metadata':{'name':'goes'},'spec':{'containers':[{'name':'c','image':'a'}]}}");
            first.pass(Duration.ofSeconds(60));
            assertThat(first.of(Pod.KIND).find("back")).isEmpty();
            first.cluster().rewind(then);
            first.pass(Duration.ofSeconds(10));
            assertThat(container(first.cluster(), "stays")).isEqualTo(stays);
            assertThat(container(first.cluster(), "back").ready()).isTrue();
            assertThat(container(first.cluster(), "back").restartCount()).isEqualTo(1);
            assertThat(first.of(Pod.KIND).find("goes")).isEmpty();
            assertThat(first.cluster().engine().container("default", "goes", "c"))
                    .isEmpty();
        }
    }
}
