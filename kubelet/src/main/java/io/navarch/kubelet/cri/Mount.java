package io.navarch.kubelet.cri;

import org.jspecify.annotations.Nullable;

/**
 * A path of the host, or an image, that appears inside a container.
 *
 * @param hostPath empty when {@code image} is given
 * @param recursiveReadOnly needs {@code readOnly} and private propagation
 * @param imageSubPath the directory within the image, empty for its root
 */
public record Mount(
        String containerPath,
        String hostPath,
        boolean readOnly,
        boolean recursiveReadOnly,
        boolean selinuxRelabel,
        Propagation propagation,
        @Nullable ImageSpec image,
        String imageSubPath) {

    /** A bind mount with private propagation. */
    public static Mount bind(String hostPath, String containerPath, boolean readOnly) {
        return new Mount(containerPath, hostPath, readOnly, false, false, Propagation.PRIVATE, null, "");
    }

    /** Which mounts made later cross the border between host and container. */
    public enum Propagation {
        PRIVATE,
        HOST_TO_CONTAINER,
        BIDIRECTIONAL
    }
}
