package io.navarch.kubelet.upkeep;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** How full a disk is, in bytes. */
public record Disk(long availableBytes, long capacityBytes) {
    /** The one that the folder is on. */
    public static Disk of(Path folder) throws IOException {
        FileStore store = Files.getFileStore(folder);
        return new Disk(store.getUsableSpace(), store.getTotalSpace());
    }
}
