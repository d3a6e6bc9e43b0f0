package io.navarch.embedded.node;

/** The version that nodes report, which is that of the API they speak. */
final class Versions {
    static final String KUBELET = "v1.36.0";

    private Versions() {}
}
