package io.navarch.kubelet.image;

import io.navarch.client.event.EventRecorder;
import io.navarch.kubelet.cri.ContainerRuntime;
import io.navarch.kubelet.cri.ContainerRuntimeException;
import io.navarch.kubelet.cri.Image;
import io.navarch.kubelet.cri.ImageSpec;
import io.navarch.kubelet.cri.PodSandboxConfig;
import io.navarch.kubelet.cri.RegistryAuth;
import io.navarch.model.core.v1.Container;
import io.navarch.model.core.v1.ObjectReference;
import io.navarch.model.core.v1.Pod;
import io.navarch.runtime.Clock;
import io.navarch.runtime.queue.BackOff;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that the engine holds a container's image. Thread-safe: pods' workers call it side by side; pulls go one after
 * the other unless more are allowed, as upstream's do by default.
 */
public final class ImagePuller {
    private static final BackOff DELAYS = new BackOff(Duration.ofSeconds(10), Duration.ofMinutes(5));
    private static final Duration FORGET_AFTER = Duration.ofMinutes(10);
    private static final int PARALLEL = 5;

    private final ContainerRuntime runtime;
    private final EventRecorder events;
    private final Clock clock;
    private final Semaphore slots = new Semaphore(PARALLEL);
    private final Map<String, Failure> failures = new ConcurrentHashMap<>();

    /** How often an image could not be pulled for a pod, when the last time, and why. */
    public record Failure(int count, Instant at, String message) {}

    public ImagePuller(ContainerRuntime runtime, EventRecorder events, Clock clock) {
        this.runtime = runtime;
        this.events = events;
        this.clock = clock;
    }

    /** The failures that are remembered. */
    public Map<String, Failure> memory() {
        return Map.copyOf(failures);
    }

    /** Remembers what another did. */
    public void remember(Map<String, Failure> memory) {
        failures.putAll(memory);
    }

    /**
     * The engine's id of the image, after pulling it if the policy asks for that.
     *
     * @param auths credentials to try, in order; none pulls without
     * @throws ImageException with the reason for the container's status
     */
    public String ensure(
            Pod pod,
            Container container,
            ObjectReference reference,
            List<RegistryAuth> auths,
            @Nullable PodSandboxConfig sandbox)
            throws InterruptedException {
        var spec = new ImageSpec(container.image(), Map.of(), container.image(), "");
        var present = lookUp(container, spec, reference);
        var policy = container.imagePullPolicy();
        if (present != null && !policy.equals("Always")) {
            events.record(
                    reference,
                    EventRecorder.NORMAL,
                    "Pulled",
                    "Container image \"" + container.image()
                            + "\" already present on machine and can be accessed by the pod");
            return present.id();
        }
        if (policy.equals("Never")) {
            var message = "Container image \"" + container.image() + "\" is not present with pull policy of Never";
            events.record(reference, EventRecorder.WARNING, "ErrImageNeverPull", message);
            throw new ImageException("ErrImageNeverPull", message);
        }
        var key = pod.uid() + "_" + container.image();
        checkBackOff(key, container, reference);
        return pull(key, container, spec, reference, auths, sandbox);
    }

    private @Nullable Image lookUp(Container container, ImageSpec spec, ObjectReference reference) {
        try {
            return runtime.imageStatus(spec).orElse(null);
        } catch (ContainerRuntimeException e) {
            var message = "Failed to inspect image \"" + container.image() + "\": " + e.getMessage();
            events.record(reference, EventRecorder.WARNING, "InspectFailed", message);
            throw new ImageException("ImageInspectError", message);
        }
    }

    private void checkBackOff(String key, Container container, ObjectReference reference) {
        var failure = failures.get(key);
        if (failure == null) {
            return;
        }
        var now = clock.now();
        if (failure.at().plus(FORGET_AFTER).isBefore(now)) {
            failures.remove(key);
            return;
        }
        if (failure.at().plus(DELAYS.delay(failure.count())).isAfter(now)) {
            var message = "Back-off pulling image \"" + container.image() + "\"";
            events.record(reference, EventRecorder.NORMAL, "BackOff", message);
            throw new ImageException("ImagePullBackOff", message + ": ErrImagePull: " + failure.message());
        }
    }

    private String pull(
            String key,
            Container container,
            ImageSpec spec,
            ObjectReference reference,
            List<RegistryAuth> auths,
            @Nullable PodSandboxConfig sandbox)
            throws InterruptedException {
        events.record(reference, EventRecorder.NORMAL, "Pulling", "Pulling image \"" + container.image() + "\"");
        long asked = clock.nanos();
        slots.acquire();
        try {
            long begun = clock.nanos();
            var id = pullWithAny(spec, auths, sandbox);
            failures.remove(key);
            long size = runtime.imageStatus(spec).map(Image::size).orElse(0L);
            events.record(
                    reference,
                    EventRecorder.NORMAL,
                    "Pulled",
                    "Successfully pulled image \"" + container.image() + "\" in " + seconds(begun) + " ("
                            + seconds(asked) + " including waiting). Image size: " + size + " bytes.");
            return id;
        } catch (ContainerRuntimeException e) {
            var said = "failed to pull image \"" + container.image() + "\": " + e.getMessage();
            failures.compute(
                    key, (same, before) -> new Failure(before == null ? 1 : before.count() + 1, clock.now(), said));
            events.record(
                    reference,
                    EventRecorder.WARNING,
                    "Failed",
                    "Failed to pull image \"" + container.image() + "\": " + e.getMessage());
            throw new ImageException("ErrImagePull", said);
        } finally {
            slots.release();
        }
    }

    private String pullWithAny(ImageSpec spec, List<RegistryAuth> auths, @Nullable PodSandboxConfig sandbox) {
        ContainerRuntimeException last = null;
        for (var auth : auths) {
            try {
                return runtime.pullImage(spec, auth, sandbox);
            } catch (ContainerRuntimeException e) {
                last = e;
            }
        }
        if (last != null) {
            throw last;
        }
        return runtime.pullImage(spec, null, sandbox);
    }

    private String seconds(long since) {
        long millis = (clock.nanos() - since) / 1_000_000;
        return millis < 1000 ? millis + "ms" : millis / 1000 + fraction(millis % 1000) + "s";
    }

    private static String fraction(long millis) {
        return millis == 0 ? "" : ("." + String.format(Locale.ROOT, "%03d", millis)).replaceAll("0+$", "");
    }

    /** How long until a pod that waits for an image should try again. */
    public Duration retryDelay() {
        return DELAYS.first();
    }
}
