package io.navarch.kubelet.upkeep;

import io.navarch.kubelet.cri.ContainerRuntimeException;
import io.navarch.runtime.Clock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Work that is done again and again, on a virtual thread of its own; a round that fails is told in the log. */
final class Rounds implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

    private final Thread thread;

    /** One time through. */
    interface Round {
        void run() throws IOException, InterruptedException;
    }

    private Rounds(Thread thread) {
        this.thread = thread;
    }

    /** Begins at once; the period is the pause between two rounds. */
    static Rounds start(String name, Duration period, Clock clock, Round round) {
        return new Rounds(clock.activity().start(name, () -> {
            try {
                while (true) {
                    try {
                        round.run();
                    } catch (ContainerRuntimeException | IOException | UncheckedIOException e) {
                        LOG.warn("{} failed, going on later: {}", name, e.toString());
                    }
                    clock.sleep(period, Clock.Routine.UPKEEP);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
