package io.navarch.kubelet.cri;

import java.time.Instant;

/** What images or a container's writable layer take on the file system mounted at {@code mountpoint}. */
public record FilesystemUsage(Instant timestamp, String mountpoint, long usedBytes, long inodesUsed) {}
