package io.navarch.kubelet;

import io.navarch.client.Answer;
import io.navarch.client.Call;
import io.navarch.client.KubeClient;
import io.navarch.client.Transport;
import io.navarch.client.event.EventRecorder;
import io.navarch.model.core.v1.Event;
import io.navarch.runtime.Clock;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An API server that takes events and nothing else, for tests to read. */
public final class SentEvents implements Transport {
    private final List<Event> events = new CopyOnWriteArrayList<>();

    /** A recorder whose events come here; a repeated one comes once. */
    public EventRecorder recorder(Clock clock) {
        return new EventRecorder(new KubeClient(this), "kubelet", "node1", clock);
    }

    /** {@code Reason: message} of each. */
    public List<String> texts() {
        return events.stream()
                .map(event -> event.reason() + ": " + event.message())
                .toList();
    }

    public List<Event> events() {
        return events;
    }

    @Override
    public Answer call(Call call) {
        if (call.method().equals("POST")) {
            events.add(Event.KIND.read(call.body()));
        }
        return new Answer(201, "application/json", call.method().equals("GET") ? last() : call.body());
    }

    private byte[] last() {
        return io.navarch.model.tree.JsonWriter.bytes(events.getLast().tree());
    }

    @Override
    public Frames watch(Call call) {
        throw new UnsupportedOperationException();
    }

    @Override
    public InputStream stream(Call call) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
