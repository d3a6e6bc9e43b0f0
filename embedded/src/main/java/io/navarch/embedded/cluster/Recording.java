package io.navarch.embedded.cluster;

import io.navarch.apiserver.ApiServerConfig;
import io.navarch.embedded.fault.FaultBook;
import io.navarch.embedded.past.Past;
import io.navarch.embedded.request.AttributedStore;
import io.navarch.embedded.request.RequestLog;
import io.navarch.model.kind.Kinds;
import io.navarch.runtime.Clock;
import io.navarch.store.memory.MemoryStore;
import java.util.function.Supplier;

/**
 * The state of an embedded cluster and what is remembered of how it came to be: every request passes the log and the faults, and
 * every revision is attributed to the request that wrote it.
 */
final class Recording implements AutoCloseable {
    /** How many revisions can be looked back to. */
    private static final int REVISIONS = 20_000;

    private final MemoryStore memory;
    private final Clock real = Clock.system();
    private final FaultBook faults;
    private final RequestLog log;
    private final AttributedStore store;
    private final Past past;

    /** @param kinds that the server serves, once there is one */
    Recording(MemoryStore memory, Clock clock, long seed, FaultBook.Reach reach, Supplier<Kinds> kinds) {
        this.memory = memory;
        faults = new FaultBook(clock, seed, reach);
        log = new RequestLog(clock, real, faults);
        faults.logTo(log::disturbed);
        store = new AttributedStore(memory, log, REVISIONS);
        past = new Past(memory, kinds, store::author);
    }

    AttributedStore store() {
        return store;
    }

    /** The configuration of a server whose requests are recorded. */
    ApiServerConfig recorded(ApiServerConfig config) {
        return config.withGate(log).withHistory(ApiServerConfig.History.ofRevisions(REVISIONS));
    }

    FaultBook faults() {
        return faults;
    }

    RequestLog log() {
        return log;
    }

    Past past() {
        return past;
    }

    @Override
    public void close() {
        memory.close();
        real.close();
    }
}
