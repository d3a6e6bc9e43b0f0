package io.navarch.kubelet.node;

/** What a node runs short of; its conditions of the same names say so. */
public record Pressures(boolean memory, boolean disk, boolean pids) {
    public static final Pressures NONE = new Pressures(false, false, false);
}
