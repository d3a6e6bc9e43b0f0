package io.navarch.network.dns;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The lines of a file, read again when it changes, with fixed lines after them. Thread-safe. */
final class HostsFile implements Supplier<List<String>> {
    private static final Logger LOG = LoggerFactory.getLogger(HostsFile.class);

    private record Content(FileTime changed, List<String> lines) {}

    private final Path file;
    private final List<String> more;
    private volatile Content content;

    private HostsFile(Path file, List<String> more) {
        this.file = file;
        this.more = more;
        this.content = new Content(FileTime.fromMillis(-1), more);
    }

    static Supplier<List<String>> withLines(Path file, List<String> more) {
        return new HostsFile(file, more);
    }

    @Override
    public List<String> get() {
        try {
            var changed = Files.getLastModifiedTime(file);
            if (!changed.equals(content.changed())) {
                var lines = new ArrayList<>(Files.readAllLines(file));
                lines.addAll(more);
                content = new Content(changed, List.copyOf(lines));
            }
        } catch (IOException e) {
            LOG.debug("cannot read {}: {}", file, e.toString());
        }
        return content.lines();
    }
}
