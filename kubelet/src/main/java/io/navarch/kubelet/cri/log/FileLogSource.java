package io.navarch.kubelet.cri.log;

import io.navarch.kubelet.cri.LogLine;
import io.navarch.kubelet.cri.LogSource;
import io.navarch.kubelet.cri.LogStart;
import io.navarch.runtime.Clock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A log file being read. When the file is rotated (another file takes its name) or cut short, reading goes on with what is
 * there now, after the last line of the old one. Lines that are not in the CRI format are left out.
 */
public final class FileLogSource implements LogSource {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final int CHUNK = 8192;

    private final Path path;
    private final Clock clock;
    private final @Nullable Instant since;
    private FileChannel file;
    private @Nullable Object fileKey;
    private byte[] pending = new byte[CHUNK];
    private int from;
    private int to;

    private FileLogSource(Path path, @Nullable Instant since, Clock clock) throws IOException {
        this.path = path;
        this.clock = clock;
        this.since = since;
        this.file = openFile();
    }

    /** Opens a log; fails with {@link NoSuchFileException} while the engine has not made it. */
    public static FileLogSource open(Path path, LogStart start, Clock clock) throws IOException {
        FileLogSource source;
        try {
            source = new FileLogSource(path, start.since(), clock);
        } catch (NoSuchFileException e) {
            var failure = new NoSuchFileException("failed to try resolving symlinks in path \"" + path + "\": lstat "
                    + path + ": no such file or directory");
            failure.initCause(e);
            throw failure;
        }
        Long tail = start.tailLines();
        if (tail != null) {
            source.file.position(TailSearch.startOfLastLines(source.file, tail));
        }
        return source;
    }

    private FileChannel openFile() throws IOException {
        FileChannel opened = FileChannel.open(path, StandardOpenOption.READ);
        fileKey = key();
        return opened;
    }

    private @Nullable Object key() throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    @Override
    public Optional<LogLine> next(Duration wait) throws IOException, InterruptedException {
        long deadline = clock.nanos() + wait.toNanos();
        while (true) {
            Optional<LogLine> line = nextNow();
            long left = deadline - clock.nanos();
            if (line.isPresent() || left <= 0) {
                return line;
            }
            Duration rest = Duration.ofNanos(left);
            clock.sleep(rest.compareTo(POLL) < 0 ? rest : POLL);
        }
    }

    private Optional<LogLine> nextNow() throws IOException {
        while (true) {
            byte[] raw = rawLine();
            if (raw == null) {
                return Optional.empty();
            }
            Optional<LogLine> line = CriLogFormat.parse(raw);
            if (line.isPresent() && !tooOld(line.get())) {
                return line;
            }
        }
    }

    private boolean tooOld(LogLine line) {
        return since != null && line.time().isBefore(since);
    }

    /** The bytes up to and including the next newline, or null if there is no whole line (yet). */
    private byte @Nullable [] rawLine() throws IOException {
        int searched = from;
        while (true) {
            for (int i = searched; i < to; i++) {
                if (pending[i] == '\n') {
                    byte[] line = Arrays.copyOfRange(pending, from, i + 1);
                    from = i + 1;
                    return line;
                }
            }
            searched = to - from;
            if (!fill() && !changedFile()) {
                return null;
            }
            searched = Math.min(searched, to);
        }
    }

    /** Reads on behind what is pending, which then begins at the buffer's start; false at the end of the file. */
    private boolean fill() throws IOException {
        System.arraycopy(pending, from, pending, 0, to - from);
        to -= from;
        from = 0;
        if (to == pending.length) {
            pending = Arrays.copyOf(pending, pending.length * 2);
        }
        int read = file.read(ByteBuffer.wrap(pending, to, pending.length - to));
        to += Math.max(read, 0);
        return read > 0;
    }

    /** Whether reading can go on in another file, or in the same from its start. */
    private boolean changedFile() throws IOException {
        try {
            if (!Objects.equals(key(), fileKey)) {
                if (fill()) {
                    return true; // Written between the end that was seen and the rotation.
                }
                file.close();
                file = openFile();
                to = 0;
                return true;
            }
        } catch (NoSuchFileException e) {
            return false; // Moved away, and the engine has not made the next one yet.
        }
        if (file.size() < file.position()) {
            file.position(0);
            to = 0;
            return true;
        }
        return false;
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
