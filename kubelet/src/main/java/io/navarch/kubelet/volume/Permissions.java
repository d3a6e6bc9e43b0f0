package io.navarch.kubelet.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Modes, users and groups of files, in the numbers that the API states. */
final class Permissions {
    private static final int SET_GROUP_ID = 02000;
    private static final int ALL_BITS = 07777;

    private Permissions() {}

    static void mode(Path path, int mode) throws IOException {
        Files.setAttribute(path, "unix:mode", mode & ALL_BITS);
    }

    static int mode(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & ALL_BITS;
    }

    static void owner(Path path, long user) throws IOException {
        Files.setAttribute(path, "unix:uid", (int) user, LinkOption.NOFOLLOW_LINKS);
    }

    /** Whether the pod's fsGroup already has what is here. */
    static boolean belongsTo(Path path, long group) throws IOException {
        return (int) Files.getAttribute(path, "unix:gid", LinkOption.NOFOLLOW_LINKS) == group
                && (mode(path) & SET_GROUP_ID) != 0;
    }

    /** Gives all that is in the tree to the pod's fsGroup, to read or to write; does nothing without a group. */
    static void give(Path root, @Nullable Long group, boolean readOnly) throws IOException {
        if (group == null) {
            return;
        }
        try (var paths = Files.walk(root)) {
            for (var path : (Iterable<Path>) paths::iterator) {
                giveOne(path, group, readOnly);
            }
        }
    }

    private static void giveOne(Path path, long group, boolean readOnly) throws IOException {
        Files.setAttribute(path, "unix:gid", (int) group, LinkOption.NOFOLLOW_LINKS);
        if (Files.isSymbolicLink(path)) {
            return;
        }
        int wanted = readOnly ? 0440 : 0660;
        if (Files.isDirectory(path)) {
            wanted |= 0110 | SET_GROUP_ID;
        }
        mode(path, mode(path) | wanted);
    }
}
