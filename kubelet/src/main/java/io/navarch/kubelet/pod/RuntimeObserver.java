package io.navarch.kubelet.pod;

import io.navarch.kubelet.container.Labels;
import io.navarch.kubelet.cri.ContainerEvent;
import io.navarch.kubelet.cri.ContainerEventListener;
import io.navarch.kubelet.cri.ContainerFilter;
import io.navarch.kubelet.cri.ContainerRuntime;
import io.navarch.kubelet.cri.ContainerRuntimeException;
import io.navarch.kubelet.cri.PodSandboxFilter;
import io.navarch.kubelet.cri.RpcCode;
import io.navarch.kubelet.cri.Subscription;
import io.navarch.runtime.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices what happens to containers: by the engine's events where it has them, by listing them every second where it has
 * not (upstream's PLEG). Runs on a virtual thread of its own.
 */
public final class RuntimeObserver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RuntimeObserver.class);
    private static final Duration LIST_PERIOD = Duration.ofSeconds(1);
    private static final Duration LIST_PERIOD_WITH_EVENTS = Duration.ofMinutes(5);

    private final ContainerRuntime runtime;
    private final Clock clock;
    private final Consumer<String> podChanged;
    private final Mailbox mailbox;
    private Map<String, Set<String>> states = Map.of();
    private volatile boolean eventful = true;
    private volatile boolean closed;
    private @Nullable Subscription subscription;
    private @Nullable Thread thread;

    /** @param podChanged hears the uid of each pod of which a container or sandbox changed; must return fast */
    public RuntimeObserver(ContainerRuntime runtime, Clock clock, Consumer<String> podChanged) {
        this.runtime = runtime;
        this.clock = clock;
        this.mailbox = new Mailbox(clock);
        this.podChanged = podChanged;
    }

    /** Takes what there is for known; before the start. */
    public void remember() {
        states = look();
    }

    public synchronized void start() {
        subscription = runtime.watchEvents(new Listener());
        thread = clock.activity().start("runtime-observer", this::run);
    }

    private final class Listener implements ContainerEventListener {
        @Override
        public void onEvent(ContainerEvent event) {
            podChanged.accept(event.podUid());
        }

        @Override
        public void onEnd(ContainerRuntimeException reason) {
            eventful = false;
            mailbox.ring();
            if (reason.code() != RpcCode.UNIMPLEMENTED && !closed) {
                LOG.warn("the engine's events ended, listing instead: {}", reason.getMessage());
            }
        }
    }

    private void run() {
        try {
            while (!closed) {
                list();
                mailbox.await(null, eventful ? LIST_PERIOD_WITH_EVENTS : LIST_PERIOD);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void list() {
        try {
            var now = look();
            var changed = new HashSet<String>(states.keySet());
            changed.addAll(now.keySet());
            for (var uid : changed) {
                if (!now.getOrDefault(uid, Set.of()).equals(states.getOrDefault(uid, Set.of()))) {
                    podChanged.accept(uid);
                }
            }
            states = now;
        } catch (ContainerRuntimeException e) {
            LOG.warn("the engine does not list its containers: {}", e.getMessage());
        }
    }

    private Map<String, Set<String>> look() {
        var now = new HashMap<String, Set<String>>();
        for (var sandbox : runtime.listPodSandboxes(PodSandboxFilter.ALL)) {
            put(now, sandbox.labels(), sandbox.id() + sandbox.state());
        }
        for (var container : runtime.listContainers(ContainerFilter.ALL)) {
            put(now, container.labels(), container.id() + container.state());
        }
        return now;
    }

    private static void put(Map<String, Set<String>> states, Map<String, String> labels, String state) {
        var uid = labels.get(Labels.POD_UID);
        if (uid != null) {
            states.computeIfAbsent(uid, absent -> new TreeSet<>()).add(state);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (subscription != null) {
            subscription.close();
        }
        if (thread != null) {
            thread.interrupt();
        }
    }
}
