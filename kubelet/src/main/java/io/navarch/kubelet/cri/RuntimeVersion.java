package io.navarch.kubelet.cri;

/** Who the engine is: its name and version (containerd, 1.6.20) and the version of CRI it speaks (v1). */
public record RuntimeVersion(String runtimeName, String runtimeVersion, String runtimeApiVersion) {}
