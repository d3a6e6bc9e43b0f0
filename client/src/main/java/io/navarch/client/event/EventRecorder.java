package io.navarch.client.event;

import io.navarch.client.KubeClient;
import io.navarch.client.PatchType;
import io.navarch.model.KubeObject;
import io.navarch.model.Timestamps;
import io.navarch.model.core.v1.Event;
import io.navarch.model.core.v1.EventSource;
import io.navarch.model.core.v1.ObjectReference;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonWriter;
import io.navarch.runtime.Clock;
import io.navarch.runtime.activity.Inbox;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records events of one component. An event that repeats is counted up instead of written again, many that differ in their
 * message alone become one, and a source that says too much about one object is cut (25 at once, then one in five minutes),
 * as upstream's correlator does.
 */
public final class EventRecorder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);
    private static final int QUEUE_LENGTH = 1000;
    private static final int REMEMBERED = 4096;
    private static final double BURST = 25;
    private static final Duration REFILL = Duration.ofMinutes(5);
    private static final int MOST_ALIKE = 10;
    private static final Duration ALIKE_WITHIN = Duration.ofMinutes(10);
    private static final int NAME_TRIES = 5;

    public static final String NORMAL = "Normal";
    public static final String WARNING = "Warning";

    private final KubeClient client;
    private final EventSource source;
    private final Clock clock;
    private final Inbox<Occurrence> queue;
    private final Map<Said, Event> known = bounded();
    private final Map<ObjectReference, Allowance> allowances = bounded();
    private final Map<Said, Alike> alike = bounded();
    private @Nullable Thread writer;
    private volatile boolean closed;

    private record Said(ObjectReference regarding, String type, String reason, String message) {}

    private record Occurrence(Said said, Instant at) {}

    private record Allowance(double left, Instant at) {}

    /** The different messages of what is otherwise the same event. */
    private record Alike(Set<String> messages, Instant last) {}

    /** @param host the node that the component runs on, "" if it belongs to none */
    public EventRecorder(KubeClient client, String component, String host, Clock clock) {
        this.client = client;
        this.source = EventSource.EMPTY.withComponent(component).withHost(host);
        this.clock = clock;
        this.queue = new Inbox<>(clock.activity());
    }

    private static <K, V> Map<K, V> bounded() {
        return new LinkedHashMap<>(64, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > REMEMBERED;
            }
        };
    }

    public void normal(KubeObject<?> regarding, String reason, String message) {
        record(reference(regarding, ""), NORMAL, reason, message);
    }

    public void warning(KubeObject<?> regarding, String reason, String message) {
        record(reference(regarding, ""), WARNING, reason, message);
    }

    /** A reference to the object, or to a part of it such as {@code spec.containers{web}}. */
    public static ObjectReference reference(KubeObject<?> object, String fieldPath) {
        var kind = object.descriptor();
        return ObjectReference.EMPTY
                .withApiVersion(kind.apiVersion())
                .withKind(kind.name())
                .withNamespace(object.namespace())
                .withName(object.name())
                .withUid(object.uid())
                .withResourceVersion(object.metadata().resourceVersion())
                .withFieldPath(fieldPath);
    }

    /** Records an event; never blocks and never fails. With more waiting than can be kept it is dropped. */
    public void record(ObjectReference regarding, String type, String reason, String message) {
        if (closed) {
            return;
        }
        startWriter();
        var stable = regarding.withoutResourceVersion();
        if (queue.size() >= QUEUE_LENGTH) {
            LOG.warn("dropped event {} of {}: too many are waiting", reason, regarding.name());
            return;
        }
        queue.add(new Occurrence(new Said(stable, type, reason, shorten(message)), clock.now()));
    }

    private static String shorten(String message) {
        return message.length() <= 1024 ? message : message.substring(0, 1021) + "...";
    }

    private synchronized void startWriter() {
        if (writer == null) {
            writer = clock.activity().start("events-" + source.component(), this::writeAll);
        }
    }

    private void writeAll() {
        try {
            while (!closed) {
                write(queue.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(Occurrence occurrence) {
        try {
            if (!allowed(occurrence)) {
                return;
            }
            var said = aggregated(occurrence);
            var before = known.get(said.key());
            known.put(said.key(), before == null ? create(said.occurrence()) : repeat(before, said.occurrence()));
        } catch (ApiException e) {
            LOG.debug("event {} was refused: {}", occurrence.said().reason(), e.getMessage());
        } catch (UncheckedIOException e) {
            LOG.debug("event {} was lost: {}", occurrence.said().reason(), e.getMessage());
        }
    }

    /** An occurrence and what it counts as. */
    private record Counted(Said key, Occurrence occurrence) {}

    private Counted aggregated(Occurrence occurrence) {
        var said = occurrence.said();
        var key = new Said(said.regarding(), said.type(), said.reason(), "");
        var before = alike.get(key);
        var messages = before == null || before.last().plus(ALIKE_WITHIN).isBefore(occurrence.at())
                ? new HashSet<String>()
                : before.messages();
        alike.put(key, new Alike(messages, occurrence.at()));
        messages.add(said.message());
        if (messages.size() < MOST_ALIKE) {
            return new Counted(said, occurrence);
        }
        messages.remove(messages.iterator().next());
        var combined = new Said(
                said.regarding(), said.type(), said.reason(), "(combined from similar events): " + said.message());
        return new Counted(key, new Occurrence(combined, occurrence.at()));
    }

    private boolean allowed(Occurrence occurrence) {
        var regarding = occurrence.said().regarding().withoutFieldPath();
        var before = allowances.get(regarding);
        double left = BURST;
        if (before != null) {
            double refilled =
                    (double) Duration.between(before.at(), occurrence.at()).toMillis() / REFILL.toMillis();
            left = Math.min(BURST, before.left() + refilled);
        }
        if (left < 1) {
            allowances.put(regarding, new Allowance(left, occurrence.at()));
            return false;
        }
        allowances.put(regarding, new Allowance(left - 1, occurrence.at()));
        return true;
    }

    private Event create(Occurrence occurrence) {
        var said = occurrence.said();
        var namespace = said.regarding().namespace().isEmpty()
                ? "default"
                : said.regarding().namespace();
        var event = Event.EMPTY
                .withMetadata(meta -> meta.withNamespace(namespace))
                .withInvolvedObject(said.regarding())
                .withType(said.type())
                .withReason(said.reason())
                .withMessage(said.message())
                .withSource(source)
                .withReportingComponent(source.component())
                .withReportingInstance(source.host())
                .withCount(1)
                .withFirstTimestamp(Timestamps.of(occurrence.at()))
                .withLastTimestamp(Timestamps.of(occurrence.at()));
        return create(event, said.regarding().name(), occurrence.at());
    }

    /** Names are made of the time; that two events happen at once shows in the name being taken. */
    private Event create(Event event, String name, Instant at) {
        long nanos = at.getEpochSecond() * 1_000_000_000L + at.getNano();
        for (int tries = 1; ; tries++, nanos += 1 + known.size()) {
            var fullName = name + "." + Long.toHexString(nanos);
            try {
                return client.of(Event.KIND, event.namespace())
                        .create(event.withMetadata(meta -> meta.withName(fullName)));
            } catch (ApiException e) {
                if (!e.isAlreadyExists() || tries == NAME_TRIES) {
                    throw e;
                }
            }
        }
    }

    private Event repeat(Event before, Occurrence occurrence) {
        // A patch, as recorders may not read events.
        var change = Dict.builder()
                .put("count", before.count() + 1L)
                .put("lastTimestamp", Timestamps.of(occurrence.at()))
                .put("message", occurrence.said().message())
                .build();
        try {
            return client.of(Event.KIND, before.namespace())
                    .patch(before.name(), PatchType.MERGE, "", JsonWriter.bytes(change));
        } catch (ApiException e) {
            if (e.isNotFound()) {
                return create(occurrence);
            }
            throw e;
        }
    }

    /** Stops; events that still wait are dropped. */
    @Override
    public synchronized void close() {
        closed = true;
        if (writer != null) {
            writer.interrupt();
        }
    }
}
