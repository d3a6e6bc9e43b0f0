package io.navarch.kubelet.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.navarch.kubelet.Eventually;
import io.navarch.kubelet.ScriptedRuntime;
import io.navarch.kubelet.SentEvents;
import io.navarch.model.core.v1.Pod;
import io.navarch.runtime.ManualClock;
import io.navarch.runtime.NetworkContext;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@NullUnmarked
@Timeout(30)
class LifecycleHooksTest {
    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final ScriptedRuntime runtime = new ScriptedRuntime();
    private final SentEvents events = new SentEvents();
    private final LifecycleHooks hooks =
            new LifecycleHooks(runtime.runtime(), NetworkContext.host(), events.recorder(clock), clock);

    private static Pod pod(String lifecycle) {
        return Pod.KIND.read(("{\"metadata\": {\"name\": \"web\", \"namespace\": \"default\", \"uid\": \"u1\"},"
                        + " \"spec\": {\"containers\": [{\"name\": \"c\", \"lifecycle\": {" + lifecycle + "}}]}}")
                .getBytes(StandardCharsets.UTF_8));
    }

    private boolean postStart(String handler) throws InterruptedException {
        var pod = pod("\"postStart\": {" + handler + "}");
        return hooks.postStart(pod, pod.spec().containers().getFirst(), "id", "127.0.0.1");
    }

    private void preStop(String handler, Duration grace) throws InterruptedException {
        var pod = pod("\"preStop\": {" + handler + "}");
        hooks.preStop(pod, pod.spec().containers().getFirst(), "id", "127.0.0.1", grace);
    }

    @Test
    void runsCommandsInTheContainer() throws Exception {
        runtime.exec(command -> ScriptedRuntime.result(0, ""));
        assertThat(postStart("\"exec\": {\"command\": [\"touch\", \"x\"]}")).isTrue();
        assertThat(runtime.lastCommand()).isEqualTo(List.of("touch", "x"));
        assertThat(events.texts()).isEmpty();
    }

    @Test
    void aFailedHookIsAnEventWithoutWhatItPrinted() throws Exception {
        runtime.exec(command -> ScriptedRuntime.result(3, "secret"));
        assertThat(postStart("\"exec\": {\"command\": [\"x\"]}")).isFalse();
        preStop("\"exec\": {\"command\": [\"x\"]}", Duration.ofSeconds(30));
        Eventually.holds("two events", () -> events.texts().size() == 2);
        assertThat(events.texts())
                .containsExactlyInAnyOrder(
                        "FailedPostStartHook: PostStartHook failed", "FailedPreStopHook: PreStopHook failed");
    }

    @Test
    void anyAnswerToAnHttpHookWillDo() throws Exception {
        var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(500, -1);
            exchange.close();
        });
        server.start();
        try {
            assertThat(postStart("\"httpGet\": {\"path\": \"/x\", \"port\": "
                            + server.getAddress().getPort() + "}"))
                    .isTrue();
        } finally {
            server.stop(0);
        }
        assertThat(postStart("\"httpGet\": {\"path\": \"/x\", \"port\": 1}")).isFalse();
    }

    @Test
    void sleepsByTheClockAndNoLongerThanThePodMayTake() throws Exception {
        var over = new CountDownLatch(1);
        Thread.ofVirtual().start(() -> {
            try {
                preStop("\"sleep\": {\"seconds\": 60}", Duration.ofSeconds(30));
                over.countDown();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Eventually.holds("asleep", () -> clock.nextDue() != null);
        clock.advance(Duration.ofSeconds(29));
        assertThat(over.getCount()).isEqualTo(1);
        clock.advance(Duration.ofSeconds(1));
        over.await();
        assertThat(events.texts()).isEmpty();
    }

    @Test
    void handlersOfNoKnownKindAreRefused() {
        var pod = pod("\"postStart\": {\"tcpSocket\": {\"port\": 80}}");
        var container = pod.spec().containers().getFirst();
        assertThatThrownBy(() ->
                        hooks.run(pod, container, "id", container.lifecycle().postStart(), ""))
                .isInstanceOf(HookException.class)
                .hasMessageStartingWith("Cannot run handler: invalid handler: ");
    }
}
