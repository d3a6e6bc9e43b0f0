package io.navarch.kubelet.volume;

/** A volume cannot be made now; the worker says so in an event and tries again. */
public final class VolumeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String volume;

    /** @param message in upstream's words, such as {@code configmap "x" not found} */
    public VolumeException(String volume, String message) {
        super(message, null, false, false);
        this.volume = volume;
    }

    /** The volume's name in the pod. */
    public String volume() {
        return volume;
    }
}
