package io.navarch.kubelet.volume;

import io.navarch.runtime.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A directory whose files all change at once: readers see the old ones or the new ones and never some of each. Used by one
 * thread at a time.
 *
 * <pre>
 *   key        → ..data/key
 *   ..data     → ..2026_01_02_03_04_05.123        replaced by a rename
 *   ..2026_01_02_03_04_05.123/key                 the file
 * </pre>
 */
final class AtomicDirectory {
    private static final String DATA = "..data";
    private static final String NEW_DATA = "..data_tmp";
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("'..'yyyy_MM_dd_HH_mm_ss'.'").withZone(ZoneOffset.UTC);

    private final Path directory;
    private final @Nullable Long group;
    private final Clock clock;

    /** @param group the pod's fsGroup, which may read the files */
    AtomicDirectory(Path directory, @Nullable Long group, Clock clock) {
        this.directory = directory;
        this.group = group;
        this.clock = clock;
    }

    /**
     * Makes the directory hold exactly these files, by their relative paths.
     *
     * @return whether anything had to be changed
     */
    boolean write(Map<String, FileContent> files) throws IOException {
        Files.createDirectories(directory);
        var link = directory.resolve(DATA);
        var before = Files.isSymbolicLink(link) ? directory.resolve(Files.readSymbolicLink(link)) : null;
        if (before != null && same(before, files)) {
            link(files.keySet());
            return false;
        }
        var fresh = Files.createTempDirectory(directory, STAMP.format(clock.now()));
        Permissions.mode(fresh, 0755);
        for (var file : files.entrySet()) {
            writeFile(inside(fresh, file.getKey()), file.getValue());
        }
        Permissions.give(fresh, group, true);
        var newLink = directory.resolve(NEW_DATA);
        Files.deleteIfExists(newLink);
        Files.createSymbolicLink(newLink, fresh.getFileName());
        Files.move(newLink, link, StandardCopyOption.ATOMIC_MOVE);
        link(files.keySet());
        removeStale(files.keySet());
        if (before != null) {
            Trees.delete(before);
        }
        return true;
    }

    private static Path inside(Path root, String relative) throws IOException {
        var path = root.resolve(relative).normalize();
        if (relative.startsWith("..") || !path.startsWith(root) || path.equals(root)) {
            throw new IOException("invalid path: must be a local path: " + relative);
        }
        return path;
    }

    private static void writeFile(Path path, FileContent content) throws IOException {
        Files.createDirectories(path.getParent());
        Files.write(path, content.bytes());
        // Creation is subject to the process's umask.
        Permissions.mode(path, content.mode());
        if (content.owner() != null) {
            Permissions.owner(path, content.owner());
        }
    }

    private static boolean same(Path current, Map<String, FileContent> files) throws IOException {
        if (!Files.isDirectory(current)) {
            return false;
        }
        var left = new TreeMap<>(files);
        try (var paths = Files.walk(current)) {
            for (var path : (Iterable<Path>) paths::iterator) {
                if (Files.isDirectory(path)) {
                    continue;
                }
                var wanted = left.remove(current.relativize(path).toString());
                if (wanted == null || !Arrays.equals(wanted.bytes(), Files.readAllBytes(path))) {
                    return false;
                }
            }
        }
        return left.isEmpty();
    }

    /** What users see are links through {@code ..data}, one for each file or folder at the top. */
    private void link(Set<String> files) throws IOException {
        for (var name : tops(files)) {
            var link = directory.resolve(name);
            if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
                Files.createSymbolicLink(link, Path.of(DATA, name));
            }
        }
    }

    private void removeStale(Set<String> files) throws IOException {
        var tops = tops(files);
        try (var paths = Files.list(directory)) {
            for (var path : (Iterable<Path>) paths::iterator) {
                var name = path.getFileName().toString();
                if (!name.startsWith("..") && !tops.contains(name)) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }

    private static Set<String> tops(Set<String> files) {
        var tops = new HashSet<String>();
        files.forEach(file -> tops.add(Path.of(file).getName(0).toString()));
        return tops;
    }
}
