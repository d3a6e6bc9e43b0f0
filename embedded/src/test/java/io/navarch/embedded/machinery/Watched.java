package io.navarch.embedded.machinery;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The events of a watch as they come. */
final class Watched implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 10;

    private final LinkedBlockingQueue<Dict> events = new LinkedBlockingQueue<>();
    private final Stream<String> lines;

    Watched(Stream<String> lines) {
        this.lines = lines;
        Thread.ofVirtual().start(() -> {
            try {
                lines.forEach(line -> events.add((Dict) JsonReader.any(line.getBytes(StandardCharsets.UTF_8))));
            } catch (RuntimeException e) {
                events.add(Dict.of("type", "END", "reason", e.toString()));
            }
        });
    }

    /** The next event. */
    Dict next() {
        try {
            var event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(event).as("an event").isNotNull();
            return event;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The next event as {@code TYPE name}. */
    String nextName() {
        var event = next();
        return event.get("type") + " " + Answer.textIn(event.get("object"), "metadata", "name");
    }

    /** Whether nothing has come that was not looked at. */
    boolean isEmpty() {
        return events.isEmpty();
    }

    @Override
    public void close() {
        lines.close();
    }
}
