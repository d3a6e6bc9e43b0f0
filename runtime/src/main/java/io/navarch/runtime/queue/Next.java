package io.navarch.runtime.queue;

import java.time.Duration;

/** What shall happen to a key after it was reconciled without an exception. */
public sealed interface Next {
    /** Nothing until something changes. */
    record Done() implements Next {}

    /** Look again after a while. */
    record After(Duration delay) implements Next {}

    /** Look again after a while as a matter of routine: a clock which skips time in which nothing happens may skip it. */
    record Routine(Duration period) implements Next {}

    /** Look again after a delay that grows as long as this is the answer. */
    record Retry() implements Next {}

    static Next done() {
        return new Done();
    }

    static Next after(Duration delay) {
        return new After(delay);
    }

    static Next routinely(Duration period) {
        return new Routine(period);
    }

    static Next retry() {
        return new Retry();
    }
}
