package io.navarch.kubelet.container;

/** A container cannot be configured as its pod says, such as for a ConfigMap that is missing. */
public final class ContainerConfigException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param message in upstream's words, such as {@code configmap "none" not found} */
    public ContainerConfigException(String message) {
        super(message, null, false, false);
    }
}
