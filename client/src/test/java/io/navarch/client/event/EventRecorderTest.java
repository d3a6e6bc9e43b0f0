package io.navarch.client.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.client.Answer;
import io.navarch.client.Call;
import io.navarch.client.KubeClient;
import io.navarch.client.ScriptedTransport;
import io.navarch.model.core.v1.Event;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import io.navarch.runtime.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventRecorderTest {
    private final LinkedBlockingQueue<Call> writes = new LinkedBlockingQueue<>();
    private final Set<String> names = new HashSet<>();
    private final ScriptedTransport server = new ScriptedTransport(this::answer);
    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final EventRecorder recorder = new EventRecorder(new KubeClient(server), "test-controller", "", clock);
    private final Pod pod = Pod.EMPTY.withMetadata(
            meta -> meta.withName("web").withNamespace("n").withUid("u").withResourceVersion("5"));
    private boolean gone;

    private synchronized Answer answer(Call call) {
        if (call.method().equals("POST")) {
            if (!names.add(Event.KIND.read(call.body()).name())) {
                return ScriptedTransport.json(409, "{\"kind\":\"Status\",\"reason\":\"AlreadyExists\",\"code\":409}");
            }
        } else if (gone) {
            gone = false;
            return ScriptedTransport.json(404, "{\"kind\":\"Status\",\"reason\":\"NotFound\",\"code\":404}");
        }
        writes.add(call);
        if (call.method().equals("POST")) {
            return new Answer(201, "application/json", call.body());
        }
        var patch = (Dict) JsonReader.any(call.body());
        return ScriptedTransport.json(
                200,
                "{\"metadata\":{\"name\":\"" + call.path().substring(call.path().lastIndexOf('/') + 1)
                        + "\",\"namespace\":\"n\"},\"count\":" + patch.get("count") + "}");
    }

    @AfterEach
    void close() {
        recorder.close();
    }

    private Call next() throws InterruptedException {
        var call = writes.poll(10, TimeUnit.SECONDS);
        assertThat(call).isNotNull();
        return call;
    }

    @Test
    void writesWhatUpstreamWrites() throws InterruptedException {
        recorder.warning(pod, "Failed", "no luck");
        var call = next();
        assertThat(call.path()).isEqualTo("/api/v1/namespaces/n/events");
        var event = Event.KIND.read(call.body());
        assertThat(event.name()).startsWith("web.");
        assertThat(event.involvedObject().kind()).isEqualTo("Pod");
        assertThat(event.involvedObject().uid()).isEqualTo("u");
        assertThat(event.type()).isEqualTo("Warning");
        assertThat(event.source().component()).isEqualTo("test-controller");
        assertThat(event.reportingComponent()).isEqualTo("test-controller");
        assertThat(event.count()).isEqualTo(1);
        assertThat(event.firstTimestamp()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(event.message()).isEqualTo("no luck");
    }

    @Test
    void countsRepetitionsWithoutReading() throws InterruptedException {
        recorder.normal(pod, "Pulled", "image");
        next();
        clock.advance(Duration.ofSeconds(5));
        recorder.normal(pod, "Pulled", "image");
        var patch = next();
        assertThat(patch.method()).isEqualTo("PATCH");
        assertThat(patch.body()).asString().contains("\"count\":2", "\"lastTimestamp\":\"2026-01-01T00:00:05Z\"");
        recorder.normal(pod, "Pulled", "image");
        assertThat(next().body()).asString().contains("\"count\":3");
        assertThat(server.calls()).noneMatch(call -> call.startsWith("GET"));
    }

    @Test
    void writesAnewWhatHasExpired() throws InterruptedException {
        recorder.normal(pod, "Pulled", "image");
        next();
        synchronized (this) {
            gone = true;
        }
        clock.advance(Duration.ofHours(2));
        recorder.normal(pod, "Pulled", "image");
        var call = next();
        assertThat(call.method()).isEqualTo("POST");
        assertThat(Event.KIND.read(call.body()).count()).isEqualTo(1);
    }

    @Test
    void findsAFreeName() throws InterruptedException {
        try (var other = new EventRecorder(new KubeClient(server), "other", "", clock)) {
            recorder.normal(pod, "A", "a");
            next();
            other.normal(pod, "B", "b");
            assertThat(Event.KIND.read(next().body()).reason()).isEqualTo("B");
        }
    }

    @Test
    void cutsASourceThatSaysTooMuch() throws InterruptedException {
        for (int i = 0; i < 40; i++) {
            var reference = EventRecorder.reference(pod, "spec.containers{c" + i % 3 + "}");
            recorder.record(reference, EventRecorder.NORMAL, "Reason" + i % 5, "message");
        }
        recorder.record(
                EventRecorder.reference(pod.withMetadata(m -> m.withUid("other").withName("end")), ""),
                "Normal",
                "End",
                "");
        int count = 0;
        while (!next().path().equals("/api/v1/namespaces/n/events") || count < 25) {
            count++;
        }
        assertThat(count).isEqualTo(25);
        clock.advance(Duration.ofMinutes(5));
        recorder.normal(pod, "Reason", "again");
        assertThat(Event.KIND.read(next().body()).message()).isEqualTo("again");
    }

    @Test
    void combinesEventsThatDifferInTheirMessageAlone() throws InterruptedException {
        for (int i = 1; i <= 11; i++) {
            recorder.normal(pod, "Scaled", "to " + i);
        }
        for (int i = 1; i < 10; i++) {
            assertThat(Event.KIND.read(next().body()).message()).isEqualTo("to " + i);
        }
        assertThat(Event.KIND.read(next().body()).message()).isEqualTo("(combined from similar events): to 10");
        var last = next();
        assertThat(last.method()).isEqualTo("PATCH");
        assertThat(last.body()).asString().contains("(combined from similar events): to 11", "\"count\":2");
    }
}
