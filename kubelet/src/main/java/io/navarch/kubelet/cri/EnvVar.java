package io.navarch.kubelet.cri;

/** One environment variable of a container. */
public record EnvVar(String name, String value) {}
