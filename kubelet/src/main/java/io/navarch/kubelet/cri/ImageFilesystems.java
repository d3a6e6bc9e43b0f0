package io.navarch.kubelet.cri;

import java.util.List;

/** The file systems images are kept on, and those of containers where they differ (else empty). */
public record ImageFilesystems(List<FilesystemUsage> images, List<FilesystemUsage> containers) {
    public ImageFilesystems {
        images = List.copyOf(images);
        containers = List.copyOf(containers);
    }
}
