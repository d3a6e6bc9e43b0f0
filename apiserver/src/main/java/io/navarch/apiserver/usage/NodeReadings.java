package io.navarch.apiserver.usage;

import io.navarch.apiserver.proxy.KubeletPages;
import io.navarch.model.status.ApiException;
import io.navarch.runtime.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks kubelets when somebody wants to know, and remembers for a while what those behind a network said. Thread-safe; blocks.
 */
final class NodeReadings {
    private static final Logger LOG = LoggerFactory.getLogger(NodeReadings.class);
    private static final Duration FRESH = Duration.ofSeconds(10);
    private static final Duration SECOND_LOOK = Duration.ofMillis(1_200);

    /** As long as kubelets remember what they counted before. */
    private static final Duration LONGEST_WINDOW = Duration.ofMinutes(1);

    private final KubeletPages kubelets;
    private final Clock clock;
    private final Map<String, Asked> nodes = new ConcurrentHashMap<>();

    /** A node that was asked before. Its lock lets one thread at a time ask. */
    private static final class Asked {
        final ReentrantLock lock = new ReentrantLock();

        @Nullable
        NodeReading last;
    }

    NodeReadings(KubeletPages kubelets, Clock clock) {
        this.kubelets = kubelets;
        this.clock = clock;
    }

    /** What the nodes said, by name; nodes that cannot be asked are left out. */
    Map<String, NodeReading> of(Collection<String> names) throws InterruptedException {
        var readings = new ConcurrentHashMap<String, NodeReading>();
        var threads = names.stream()
                .distinct()
                .map(name -> Thread.ofVirtual().name("usage-" + name).start(() -> reading(name)
                        .ifPresent(reading -> readings.put(name, reading))))
                .toList();
        try {
            for (var thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            threads.forEach(Thread::interrupt);
            throw e;
        }
        nodes.keySet().retainAll(names.size() > 1 ? readings.keySet() : nodes.keySet());
        return readings;
    }

    private Optional<NodeReading> reading(String name) {
        var asked = nodes.computeIfAbsent(name, absent -> new Asked());
        asked.lock.lock();
        try {
            boolean local = kubelets.isLocal(name);
            var known = asked.last;
            if (known != null && !local && known.time().plus(FRESH).isAfter(clock.now())) {
                return Optional.of(known);
            }
            // A node of this process knows its rates at any time; a span between two questions says nothing.
            var reading = ask(name, local ? null : known);
            if (!reading.complete() && !local) {
                // A kubelet that was not asked lately has to count first.
                clock.sleep(SECOND_LOOK);
                reading = ask(name, reading);
            }
            asked.last = reading;
            return Optional.of(reading);
        } catch (IOException | ApiException | IllegalArgumentException e) {
            LOG.debug("node {} does not say what it uses: {}", name, e.toString());
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            asked.lock.unlock();
        }
    }

    private NodeReading ask(String name, @Nullable NodeReading before) throws IOException {
        var page = kubelets.get(name, "/stats/summary");
        var now = clock.now();
        var since = before == null ? LONGEST_WINDOW : Duration.between(before.time(), now);
        boolean counted = since.isPositive() && since.compareTo(LONGEST_WINDOW) < 0;
        return NodeReading.of(page, now, counted ? since : FRESH);
    }
}
