package io.navarch.kubelet.upkeep;

import io.navarch.client.event.EventRecorder;
import io.navarch.kubelet.cri.ContainerFilter;
import io.navarch.kubelet.cri.ContainerRuntime;
import io.navarch.kubelet.cri.Image;
import io.navarch.kubelet.cri.ImageSpec;
import io.navarch.kubelet.cri.containerd.SandboxImage;
import io.navarch.model.core.v1.Node;
import io.navarch.runtime.Clock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes images that no container uses when the disk they are on gets full, the longest unused first. When an image was used
 * last is known from the looks that this node agent has taken.
 */
public final class ImageCollection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ImageCollection.class);
    private static final Duration PERIOD = Duration.ofMinutes(5);

    private final ContainerRuntime runtime;
    private final DiskSource disk;
    private final Limits limits;
    private final EventRecorder events;
    private final Node node;
    private final Clock clock;
    private final Map<String, Seen> seen = new HashMap<>();
    private final Rounds rounds;

    /** When an image was first and last of use. */
    private record Seen(Instant detected, Instant used) {}

    /**
     * When to begin and when to stop; the names are the kubelet's.
     *
     * @param imageGCHighThresholdPercent of the disk that is used before anything is removed
     * @param imageGCLowThresholdPercent down to which is removed
     */
    public record Limits(int imageGCHighThresholdPercent, int imageGCLowThresholdPercent, Duration imageMinimumGCAge) {
        public static final Limits DEFAULT = new Limits(85, 80, Duration.ofMinutes(2));
    }

    /** The disk that images are on. */
    public interface DiskSource {
        Disk now() throws IOException;
    }

    public ImageCollection(
            ContainerRuntime runtime, DiskSource disk, Limits limits, EventRecorder events, Node node, Clock clock) {
        this.runtime = runtime;
        this.disk = disk;
        this.limits = limits;
        this.events = events;
        this.node = node;
        this.clock = clock;
        this.rounds = Rounds.start("image-collection", PERIOD, clock, this::collectIfFull);
    }

    private synchronized void collectIfFull() throws IOException {
        var used = look();
        var now = disk.now();
        long usedPercent = 100 - now.availableBytes() * 100 / now.capacityBytes();
        if (usedPercent < limits.imageGCHighThresholdPercent()) {
            return;
        }
        long wanted = now.capacityBytes() * (100 - limits.imageGCLowThresholdPercent()) / 100 - now.availableBytes();
        LOG.info(
                "Disk usage on image filesystem is over the high threshold, trying to free bytes down to the low threshold:"
                        + " usage={} highThreshold={} amountToFree={} lowThreshold={}",
                usedPercent,
                limits.imageGCHighThresholdPercent(),
                wanted,
                limits.imageGCLowThresholdPercent());
        long freed = free(wanted, used);
        if (freed < wanted) {
            events.warning(
                    node,
                    "FreeDiskSpaceFailed",
                    "Failed to garbage collect required amount of images. Attempted to free " + wanted
                            + " bytes, but only found " + freed + " bytes eligible to free.");
        }
    }

    /** Removes all images that nobody uses, whatever is free. */
    synchronized long collectAll() {
        return free(Long.MAX_VALUE, look());
    }

    /** The ids of the images in use now. */
    private Set<String> look() {
        var now = clock.now();
        var used = new HashSet<String>();
        for (var container : runtime.listContainers(ContainerFilter.ALL)) {
            used.add(container.imageRef());
            used.add(container.image().image());
        }
        var ids = new HashSet<String>();
        for (var image : runtime.listImages()) {
            ids.add(image.id());
            var before = seen.getOrDefault(image.id(), new Seen(now, Instant.EPOCH));
            seen.put(image.id(), isUsed(image, used) ? new Seen(before.detected(), now) : before);
        }
        seen.keySet().retainAll(ids);
        return used;
    }

    private static boolean isUsed(Image image, Set<String> used) {
        return used.contains(image.id())
                || image.repoDigests().stream().anyMatch(used::contains)
                || image.repoTags().stream().anyMatch(used::contains);
    }

    /** Older engines do not know that the sandboxes' image is pinned. */
    private static boolean isPinned(Image image) {
        return image.pinned() || image.repoTags().contains(SandboxImage.NAME);
    }

    /** One that came since the last look is as young as can be. */
    private Seen known(Image image) {
        return seen.getOrDefault(image.id(), new Seen(Instant.MAX, Instant.EPOCH));
    }

    private long free(long wanted, Set<String> used) {
        var youngest = clock.now().minus(limits.imageMinimumGCAge());
        List<Image> unused = runtime.listImages().stream()
                .filter(image -> !isPinned(image) && !isUsed(image, used))
                .filter(image -> !known(image).detected().isAfter(youngest))
                .sorted(Comparator.comparing((Image image) -> known(image).used())
                        .thenComparing(image -> known(image).detected()))
                .toList();
        long freed = 0;
        for (var image : unused) {
            if (freed >= wanted) {
                break;
            }
            LOG.info("Removing image to free bytes: imageID={} size={}", image.id(), image.size());
            runtime.removeImage(ImageSpec.of(image.id()));
            seen.remove(image.id());
            freed += image.size();
        }
        return freed;
    }

    @Override
    public void close() {
        rounds.close();
    }
}
