package io.navarch.kubelet.cri.containerd;

import io.navarch.kubelet.cri.ImageService;
import io.navarch.kubelet.cri.ImageSpec;
import io.navarch.runtime.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The image that pod sandboxes run, made on the spot so that a node needs no registry to start. */
public final class SandboxImage {
    public static final String NAME = "localhost/navarch/pause:1";

    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private SandboxImage() {}

    /** The image for the host's processor. */
    public static OciImage forHost() throws ContainerdException {
        PauseProgram program = PauseProgram.ofHost();
        return new OciImage(
                NAME,
                program.architecture(),
                Map.of("/pause", program.elf()),
                Map.of(),
                List.of("/pause"),
                List.of(),
                List.of("PATH=/"));
    }

    /** Imports the image unless the engine behind the socket has it, and returns when the engine knows it. */
    public static void ensure(ImageService images, Path socket, Clock clock) throws IOException, InterruptedException {
        ensure(forHost(), images, socket, clock);
    }

    /** The same for any image made here. */
    public static void ensure(OciImage image, ImageService images, Path socket, Clock clock)
            throws IOException, InterruptedException {
        var spec = ImageSpec.of(image.name());
        if (images.imageStatus(spec).isPresent()) {
            return;
        }
        image.importInto(socket);
        // The CRI side of containerd hears of the new image by an event.
        long deadline = clock.nanos() + LIMIT.toNanos();
        while (images.imageStatus(spec).isEmpty()) {
            if (clock.nanos() > deadline) {
                throw new ContainerdException("containerd does not show the imported image " + image.name());
            }
            clock.sleep(POLL);
        }
    }
}
