package io.navarch.kubelet.cri;

import java.util.Map;

/**
 * Names an image to an engine.
 *
 * @param image the reference or the engine's id
 * @param userSpecifiedImage the reference as the pod states it, where known, else empty
 * @param runtimeHandler the handler the image is for, empty for the default one
 */
public record ImageSpec(
        String image, Map<String, String> annotations, String userSpecifiedImage, String runtimeHandler) {
    public ImageSpec {
        annotations = Map.copyOf(annotations);
    }

    public static ImageSpec of(String image) {
        return new ImageSpec(image, Map.of(), "", "");
    }
}
