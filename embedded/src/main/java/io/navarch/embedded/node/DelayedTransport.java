package io.navarch.embedded.node;

import io.navarch.client.Answer;
import io.navarch.client.Call;
import io.navarch.client.Transport;
import io.navarch.runtime.Clock;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;

/** A way to the API server on which every call takes its time first. Thread-safe. */
final class DelayedTransport implements Transport {
    private final Transport transport;
    private final Clock clock;
    private volatile Duration delay = Duration.ZERO;

    DelayedTransport(Transport transport, Clock clock) {
        this.transport = transport;
        this.clock = clock;
    }

    Duration delay() {
        return delay;
    }

    void delay(Duration wanted) {
        delay = wanted;
    }

    private void await() {
        if (!delay.isZero()) {
            try {
                clock.sleep(delay);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new UncheckedIOException(
                        new java.io.InterruptedIOException("interrupted while a slow node calls"));
            }
        }
    }

    @Override
    public Answer call(Call call) {
        await();
        return transport.call(call);
    }

    @Override
    public Frames watch(Call call) {
        await();
        return transport.watch(call);
    }

    @Override
    public InputStream stream(Call call) {
        await();
        return transport.stream(call);
    }

    @Override
    public void close() {
        transport.close();
    }
}
