package io.navarch.kubelet.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.kubelet.Eventually;
import io.navarch.kubelet.SentEvents;
import io.navarch.kubelet.cri.ContainerRuntime;
import io.navarch.kubelet.cri.Image;
import io.navarch.kubelet.cri.ImageSpec;
import io.navarch.kubelet.cri.containerd.SandboxImage;
import io.navarch.model.core.v1.Node;
import io.navarch.runtime.ManualClock;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class ImageCollectionTest {
    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-02T03:04:05Z"));
    private final List<Image> images = new CopyOnWriteArrayList<>();
    private volatile long available = 50;

    private Image image(String id, long size, String tag) {
        return new Image(id, List.of(tag), List.of(), size, null, "", false);
    }

    private ContainerRuntime engine() {
        return (ContainerRuntime) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ContainerRuntime.class}, (proxy, method, arguments) -> {
                    return switch (method.getName()) {
                        case "listContainers" -> List.of();
                        case "listImages" -> List.copyOf(images);
                        case "removeImage" -> {
                            var id = ((ImageSpec) arguments[0]).image();
                            available += images.stream()
                                    .filter(image -> image.id().equals(id))
                                    .mapToLong(Image::size)
                                    .sum();
                            images.removeIf(image -> image.id().equals(id));
                            yield null;
                        }
                        default -> throw new UnsupportedOperationException(method.getName());
                    };
                });
    }

    @Test
    void removesUnusedImagesDownToTheLowMarkWhenTheDiskIsOverTheHighOne() {
        images.add(image("old", 4, "old:1"));
        images.add(image("pause", 1, SandboxImage.NAME));
        var sent = new SentEvents();
        try (var collection = new ImageCollection(
                engine(),
                () -> new Disk(available, 100),
                ImageCollection.Limits.DEFAULT,
                sent.recorder(clock),
                Node.EMPTY.withMetadata(meta -> meta.withName("n")),
                clock)) {
            Eventually.holds("first look", () -> clock.nextDue() != null);
            assertThat(images).hasSize(2);
            images.add(image("young", 5, "young:1"));
            available = 14;
            clock.advance(Duration.ofMinutes(5));
            Eventually.holds("an image removed", () -> images.size() == 2);
            assertThat(images).extracting(Image::id).as("too young, pinned").containsExactly("pause", "young");
            clock.advance(Duration.ofMinutes(3));
            assertThat(collection.collectAll()).isEqualTo(5);
        }
    }
}
