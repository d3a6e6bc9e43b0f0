package io.navarch.kubelet.cri;

/** Which attempt at which container of its pod a container is. Unique within a sandbox. */
public record ContainerMetadata(String name, int attempt) {}
