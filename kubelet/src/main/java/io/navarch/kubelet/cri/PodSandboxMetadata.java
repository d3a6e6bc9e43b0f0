package io.navarch.kubelet.cri;

/** Which attempt at which pod a sandbox is. Engines refuse two sandboxes with the same metadata. */
public record PodSandboxMetadata(String name, String namespace, String uid, int attempt) {}
