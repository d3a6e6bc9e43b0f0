package io.navarch.kubelet.cri;

/** A device of the host given to a container; permissions are letters of {@code rwm}. */
public record Device(String containerPath, String hostPath, String permissions) {}
