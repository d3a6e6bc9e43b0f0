package io.navarch.kubelet.cri;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The image half of the contract. Calls block; failures are {@link ContainerRuntimeException}s. */
public interface ImageService {
    List<Image> listImages();

    /** The image of that name or id, empty when the engine does not hold it. */
    Optional<Image> imageStatus(ImageSpec image);

    /**
     * Fetches an image and answers the engine's id for it. Blocks for as long as the transfer takes; interrupting the
     * thread gives up.
     *
     * @param sandbox the pod it is for, null where there is none
     */
    String pullImage(ImageSpec image, @Nullable RegistryAuth auth, @Nullable PodSandboxConfig sandbox);

    /** Forgets an image with all its names. Does nothing when the image is not there. */
    void removeImage(ImageSpec image);

    ImageFilesystems imageFilesystems();
}
