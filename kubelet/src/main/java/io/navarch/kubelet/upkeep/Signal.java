package io.navarch.kubelet.upkeep;

import java.util.Arrays;

/** What is watched of a node, by the names that the kubelet's {@code --eviction-hard} has for it. */
public enum Signal {
    MEMORY_AVAILABLE("memory.available", "memory"),
    NODEFS_AVAILABLE("nodefs.available", "ephemeral-storage"),
    NODEFS_INODES_FREE("nodefs.inodesFree", "inodes"),
    IMAGEFS_AVAILABLE("imagefs.available", "ephemeral-storage"),
    PID_AVAILABLE("pid.available", "pids");

    private final String text;
    private final String resource;

    Signal(String text, String resource) {
        this.text = text;
        this.resource = resource;
    }

    /** The resource that is to be had back, as messages name it. */
    public String resource() {
        return resource;
    }

    static Signal of(String text) {
        return Arrays.stream(values())
                .filter(signal -> signal.text.equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown eviction signal: " + text));
    }

    @Override
    public String toString() {
        return text;
    }
}
