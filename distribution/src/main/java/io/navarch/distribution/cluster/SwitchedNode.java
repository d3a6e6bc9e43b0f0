package io.navarch.distribution.cluster;

import io.navarch.distribution.directory.DataDirectory;
import io.navarch.runtime.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node that can be turned off and on while its cluster runs. While its mark is in the data directory it is off as a machine
 * without power is: its node agent, its proxy, its containers and their engine are gone, and nobody tells the API server.
 *
 * <pre>
 *   on ──mark made──▶ off ──mark removed──▶ on
 * </pre>
 *
 * A virtual thread looks for the mark.
 */
final class SwitchedNode {
    private static final Logger LOG = LoggerFactory.getLogger(SwitchedNode.class);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(250);

    private final String name;
    private final DataDirectory directory;
    private final Joining joining;
    private final Clock clock;
    private final Thread thread;
    private @Nullable HostNode node;

    /** Starts the node with its engine. */
    interface Joining {
        HostNode join() throws IOException, InterruptedException;
    }

    /**
     * @param node that is on
     * @param joining turns it on again
     */
    SwitchedNode(String name, DataDirectory directory, HostNode node, Joining joining, Clock clock) throws IOException {
        this.name = name;
        this.directory = directory;
        this.node = node;
        this.joining = joining;
        this.clock = clock;
        Files.deleteIfExists(directory.nodeOffMark(name));
        thread = Thread.ofVirtual().name("switch-" + name).start(this::watch);
    }

    private void watch() {
        try {
            while (true) {
                clock.sleep(LOOK_AGAIN);
                try {
                    look();
                } catch (IOException | RuntimeException e) {
                    LOG.error("node {} cannot be switched, trying again", name, e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void look() throws IOException, InterruptedException {
        boolean off = Files.exists(directory.nodeOffMark(name));
        var current = node;
        if (off && current != null) {
            LOG.info("turning node {} off", name);
            node = null;
            current.close();
            current.stopContainers();
        } else if (!off && current == null) {
            LOG.info("turning node {} on", name);
            node = joining.join();
        }
    }

    /** Stops the node agent, and the containers unless they shall run on. */
    void stop() throws IOException, InterruptedException {
        thread.interrupt();
        thread.join();
        var current = node;
        if (current != null) {
            current.close();
            if (!Files.exists(directory.keepContainersMark())) {
                current.stopContainers();
            }
        }
    }
}
