package io.navarch.kubelet.image;

/** A container's image cannot be had now. */
public final class ImageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String reason;

    /** @param reason as the container's waiting state shows it: ErrImagePull, ImagePullBackOff … */
    public ImageException(String reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    public String reason() {
        return reason;
    }
}
