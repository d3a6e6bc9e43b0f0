package io.navarch.kubelet.cri;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An image the engine holds.
 *
 * @param id the engine's id; what a container status calls image id
 * @param uid the user the image runs as, null if the image names it by {@code username} or not at all
 * @param pinned whether garbage collection should leave it alone
 */
public record Image(
        String id,
        List<String> repoTags,
        List<String> repoDigests,
        long size,
        @Nullable Long uid,
        String username,
        boolean pinned) {
    public Image {
        repoTags = List.copyOf(repoTags);
        repoDigests = List.copyOf(repoDigests);
    }
}
