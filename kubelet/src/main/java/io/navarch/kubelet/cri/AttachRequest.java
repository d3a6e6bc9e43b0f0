package io.navarch.kubelet.cri;

/** Connects to the streams of a container's main process. {@code tty} must say what the container's config says. */
public record AttachRequest(String containerId, boolean tty, boolean stdin, boolean stdout, boolean stderr) {}
