package io.navarch.embedded.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.navarch.client.Call;
import io.navarch.client.KubeClient;
import io.navarch.embedded.ContainerHandle;
import io.navarch.embedded.Engine;
import io.navarch.embedded.ExecAnswer;
import io.navarch.embedded.cluster.EmbeddedCluster;
import io.navarch.kubelet.cri.simulated.SimulatedContainer;
import io.navarch.model.Kind;
import io.navarch.model.KubeObject;
import io.navarch.model.core.v1.ConfigMap;
import io.navarch.model.core.v1.ContainerState;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.Secret;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What programs, servers and processes in the place of containers can do, on the machine's time. */
class EngineTest {
    private static EmbeddedCluster cluster;
    private static Engine engine;

    @BeforeAll
    static void start() throws InterruptedException {
        cluster = EmbeddedCluster.start(1);
        engine = cluster.engine();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private static KubeClient client() {
        return cluster.client();
    }

    private static <T extends KubeObject<T>> T create(Kind<T> kind, String json) {
        return client().of(kind, "default")
                .create(kind.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }

    private static void pod(String name, String container) {
        create(Pod.KIND, """
                {'apiVersion':'v1','kind':'Pod','metadata':{'name':'%s'},'spec':{'terminationGracePeriodSeconds':5,
                'restartPolicy':'Never','containers':[{'name':'c',%s}]}}""".formatted(name, container));
    }

    private static Pod await(String name, Predicate<Pod> wanted) {
        return Waits.pod(client(), name, wanted);
    }

    private static Pod awaitPhase(String name, String phase) {
        return await(name, pod -> pod.status().phase().equals(phase));
    }

    private static ContainerState state(Pod pod) {
        return pod.status().containerStatuses().get(0).state();
    }

    private static String get(String path) {
        var answer = client().transport().call(Call.get(path));
        return answer.status() + " " + new String(answer.body(), StandardCharsets.UTF_8);
    }

    private static String logs(String pod) {
        try (var stream = client().transport().stream(Call.get("/api/v1/namespaces/default/pods/" + pod + "/log"))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void runsAProgramThatReadsItsSurroundingsPrintsAndEnds() throws Exception {
        create(ConfigMap.KIND, """
                {'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'settings'},'data':{'mode':'fast','a.txt':'A'}}""");
        create(Secret.KIND, """
                {'apiVersion':'v1','kind':'Secret','metadata':{'name':'key'},'stringData':{'token':'s3cret'}}""");
        engine.onStart("example.org/reader", container -> {
            container.print(container.env().get("MODE") + " " + container.env().get("ME") + " " + container.args());
            container.print(container.text("/etc/settings/a.txt").orElse("?")
                    + container.text("/etc/key").orElse("?")
                    + container.file("/etc/settings/none").isPresent());
            container.print(container.podNamespace() + "/" + container.podName() + "/" + container.name() + " on "
                    + container.nodeName() + " at " + container.podIp() + " " + container.restarts());
            container.printError(
                    container.files().containsKey("/var/run/secrets/kubernetes.io/serviceaccount/token") + "");
            container.exit(4);
        });
        create(Pod.KIND, """
                {'apiVersion':'v1','kind':'Pod','metadata':{'name':'reader'},'spec':{'restartPolicy':'Never',
                'volumes':[{'name':'s','configMap':{'name':'settings'}},{'name':'k','secret':{'secretName':'key'}}],
                'containers':[{'name':'c','image':'example.org/reader:2','args':['x','$(MODE)'],
                'env':[{'name':'MODE','valueFrom':{'configMapKeyRef':{'name':'settings','key':'mode'}}},
                {'name':'ME','valueFrom':{'fieldRef':{'fieldPath':'metadata.name'}}}],
                'volumeMounts':[{'name':'s','mountPath':'/etc/settings'},{'name':'k','mountPath':'/etc/key','subPath':'token'}]
                }]}}""");
        var ended = awaitPhase("reader", "Failed");
        assertThat(state(ended).terminated().exitCode()).isEqualTo(4);
        var address = ended.status().podIP();
        assertThat(logs("reader"))
                .isEqualTo(
                        "fast reader [x, fast]\nAs3cretfalse\ndefault/reader/c on node-1 at " + address + " 0\ntrue\n");
    }

    @Test
    void waitsForAConfigMapThatAPodMounts() {
        create(Pod.KIND, """
                {'apiVersion':'v1','kind':'Pod','metadata':{'name':'patient'},'spec':{
                'volumes':[{'name':'s','configMap':{'name':'late'}}],
                'containers':[{'name':'c','image':'i','volumeMounts':[{'name':'s','mountPath':'/etc/s'}]}]}}""");
        var waiting = await("patient", pod -> !pod.status().containerStatuses().isEmpty());
        assertThat(state(waiting).waiting().reason()).isEqualTo("ContainerCreating");
        create(ConfigMap.KIND, "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'late'}}");
        awaitPhase("patient", "Running");
    }

    @Test
    void printsWhatAProgramThrowsAndEndsWithOne() {
        engine.onStart("thrower", container -> {
            throw new IllegalStateException("no good");
        });
        pod("thrower", "'image':'thrower'");
        assertThat(state(awaitPhase("thrower", "Failed")).terminated().exitCode())
                .isEqualTo(1);
        assertThat(logs("thrower")).contains("IllegalStateException: no good");
    }

    @Test
    void interruptsAProgramWhenItsContainerEndsAndLetsItCleanUp() throws Exception {
        var interrupted = new CountDownLatch(1);
        var said = new SynchronousQueue<String>();
        engine.onStart("stoppable", container -> {
            container.onStop(() -> {
                said.put("cleaning up");
                container.exit(7);
            });
            try {
                container.sleep(Duration.ofDays(1));
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        });
        pod("stoppable", "'image':'stoppable'");
        awaitPhase("stoppable", "Running");
        client().of(Pod.KIND, "default").delete("stoppable", io.navarch.client.DeleteOptions.BACKGROUND);
        assertThat(said.poll(20, TimeUnit.SECONDS)).isEqualTo("cleaning up");
        assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
        Waits.gone(client(), "stoppable");
    }

    @Test
    void answersCommandsAndChangesReadinessAndUse() throws Exception {
        engine.onStart("commanded", container -> {
            container.usage("300m", "40Mi");
            container.onExec(command -> switch (command.getFirst()) {
                case "greet" -> ExecAnswer.of("hello " + command.getLast() + "\n");
                case "check" ->
                    container.text("/never").isPresent() ? ExecAnswer.of("") : ExecAnswer.failed(1, "bad\n");
                default -> ExecAnswer.NONE;
            });
        });
        pod("commanded", """
                'image':'commanded','readinessProbe':{'periodSeconds':1,'exec':{'command':['check']}},
                'resources':{'limits':{'memory':'64Mi'}}""");
        awaitPhase("commanded", "Running");
        var runtime = cluster.nodes().all().getFirst().engine();
        var container = runtime.find("default", "commanded", "c")
                .map(SimulatedContainer::id)
                .orElseThrow();
        assertThat(runtime.execSync(container, java.util.List.of("greet", "Ada"), Duration.ZERO)
                        .stdoutText())
                .isEqualTo("hello Ada\n");
        assertThat(runtime.execSync(container, java.util.List.of("echo", "a"), Duration.ZERO)
                        .stdoutText())
                .isEqualTo("a\n");
        assertThat(Waits.isReady(client(), "commanded")).isFalse();
        assertThat(get("/apis/metrics.k8s.io/v1beta1/namespaces/default/pods/commanded"))
                .contains("\"cpu\":\"300m\",\"memory\":\"40Mi\"");
        var handle = engine.container("default", "commanded", "c").orElseThrow();
        handle.ready(true);
        await("commanded", Waits::isReady);
        handle.usage("10m", "65Mi");
        var killed = awaitPhase("commanded", "Failed");
        assertThat(state(killed).terminated().reason()).isEqualTo("OOMKilled");
        assertThat(state(killed).terminated().exitCode()).isEqualTo(137);
    }

    @Test
    void letsARealServerAnswerForAPod() throws Exception {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var healthy = new java.util.concurrent.atomic.AtomicBoolean();
        server.createContext("/", exchange -> {
            var body = "real\n".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(
                    exchange.getRequestURI().getPath().equals("/ready") && !healthy.get() ? 503 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            engine.serve("served", 8080, server.getAddress());
            pod("served", """
                    'image':'served:1','ports':[{'containerPort':8080}],
                    'readinessProbe':{'periodSeconds':1,'httpGet':{'path':'/ready','port':8080}}""");
            awaitPhase("served", "Running");
            assertThat(get("/api/v1/namespaces/default/pods/served:8080/proxy/x"))
                    .isEqualTo("200 real\n");
            assertThat(get("/api/v1/namespaces/default/pods/served:9/proxy/x"))
                    .startsWith("503")
                    .contains("connection refused");
            assertThat(Waits.isReady(client(), "served")).isFalse();
            healthy.set(true);
            await("served", Waits::isReady);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void failsPullsUntilItIsForgotten() {
        engine.failPulls("unpullable", "rate limit exceeded");
        pod("puller", "'image':'unpullable:1'");
        await("puller", pod -> pod.status().containerStatuses().stream()
                .anyMatch(status -> status.state().waiting().reason().matches("ErrImagePull|ImagePullBackOff")));
        engine.forget("unpullable");
        awaitPhase("puller", "Running");
    }

    @Test
    void refusesWhatItCannotUnderstand() {
        assertThatThrownBy(() -> engine.onStart(" ", container -> {})).hasMessageContaining("\"*\" means all images");
        assertThat(engine.container("default", "nobody", "c")).isEmpty();
        assertThat(ImagePattern.of("nginx").matches("docker.io/library/nginx:1.27"))
                .isTrue();
        assertThat(ImagePattern.of("nginx:1").matches("nginx:2")).isFalse();
        assertThat(ImagePattern.of("*/worker").matches("a.b:5000/c/worker:9")).isTrue();
        assertThat(ImagePattern.of("web").matches("webby")).isFalse();
    }

    @Test
    void givesHandlesOfOrdinaryContainers() {
        pod("plain", "'image':'plain'");
        awaitPhase("plain", "Running");
        ContainerHandle handle = engine.container("default", "plain", "c").orElseThrow();
        handle.print("from outside");
        assertThat(logs("plain")).isEqualTo("from outside\n");
        handle.exit(0);
        awaitPhase("plain", "Succeeded");
    }
}
