package io.navarch.kubelet.pod;

import io.navarch.kubelet.container.Labels;
import io.navarch.kubelet.cri.ContainerRuntime;
import io.navarch.kubelet.cri.ContainerRuntimeException;
import io.navarch.kubelet.cri.PodSandboxFilter;
import io.navarch.kubelet.volume.PodVolumes;
import io.navarch.kubelet.volume.Trees;
import io.navarch.runtime.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes from the engine and the disk what belongs to pods that the API does not know any more, such as after a long absence. */
public final class OrphanCleaner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OrphanCleaner.class);
    private static final Duration PERIOD = Duration.ofMinutes(1);
    private static final Duration SECOND_LOOK = Duration.ofSeconds(2);

    private final ContainerRuntime runtime;
    private final PodVolumes volumes;
    private final SandboxMaker sandboxes;
    private final Supplier<Set<String>> known;
    private final Clock clock;
    private Set<String> suspects = Set.of();
    private @Nullable Thread thread;

    /** @param known the uids of the node's pods, those that are ending included */
    public OrphanCleaner(
            ContainerRuntime runtime,
            PodVolumes volumes,
            SandboxMaker sandboxes,
            Supplier<Set<String>> known,
            Clock clock) {
        this.sandboxes = sandboxes;
        this.runtime = runtime;
        this.volumes = volumes;
        this.known = known;
        this.clock = clock;
    }

    public synchronized void start() {
        thread = clock.activity().start("orphan-cleaner", () -> {
            try {
                while (true) {
                    clean();
                    if (suspects.isEmpty()) {
                        clock.sleep(PERIOD, Clock.Routine.LOOK);
                    } else {
                        clock.sleep(SECOND_LOOK);
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** What was unknown at the last look and still is, is an orphan; once alone may be a pod that just came. */
    private void clean() {
        try {
            var unknown = new HashSet<String>();
            var sandboxesOfPods = runtime.listPodSandboxes(PodSandboxFilter.ALL);
            var pods = known.get();
            for (var sandbox : sandboxesOfPods) {
                var uid = sandbox.labels().get(Labels.POD_UID);
                if (uid == null || pods.contains(uid)) {
                    continue;
                }
                unknown.add(uid);
                if (suspects.contains(uid)) {
                    LOG.info(
                            "removing the containers of a pod that is gone: {}/{}",
                            sandbox.metadata().namespace(),
                            sandbox.metadata().name());
                    runtime.stopPodSandbox(sandbox.id());
                    runtime.removePodSandbox(sandbox.id());
                    sandboxes.release(uid);
                    volumes.forget(uid);
                    var metadata = sandbox.metadata();
                    Trees.delete(sandboxes.logDirectory(metadata.namespace(), metadata.name(), uid));
                    unknown.remove(uid);
                }
            }
            for (var uid : volumes.pods()) {
                if (!pods.contains(uid) && unknown.add(uid) && suspects.contains(uid)) {
                    volumes.forget(uid);
                    unknown.remove(uid);
                }
            }
            suspects = unknown;
        } catch (ContainerRuntimeException | IOException e) {
            LOG.warn("orphans were not removed: {}", e.toString());
        }
    }

    @Override
    public synchronized void close() {
        if (thread != null) {
            thread.interrupt();
        }
    }
}
