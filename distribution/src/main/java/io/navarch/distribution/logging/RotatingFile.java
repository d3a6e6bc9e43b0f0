package io.navarch.distribution.logging;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A log file that is set aside as {@code NAME.1} (the older ones {@code NAME.2} …) when it has grown to its limit. Safe for
 * use by several threads; each line is in the file when {@link #append} returns.
 */
public final class RotatingFile implements AutoCloseable {
    private final Path file;
    private final long limit;
    private final int kept;
    private final ReentrantLock lock = new ReentrantLock();
    private OutputStream stream;
    private long size;

    /**
     * Opens the file at its end.
     *
     * @param limit in bytes
     * @param kept how many older files stay
     */
    public RotatingFile(Path file, long limit, int kept) throws IOException {
        this.file = file;
        this.limit = limit;
        this.kept = kept;
        this.stream = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        this.size = Files.size(file);
    }

    /** Appends the text as it is. A full disk loses the line: a cluster must outlive its log. */
    public void append(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        lock.lock();
        try {
            if (size > 0 && size + bytes.length > limit) {
                rotate();
            }
            stream.write(bytes);
            size += bytes.length;
        } catch (IOException e) {
            System.err.print(text);
        } finally {
            lock.unlock();
        }
    }

    private void rotate() throws IOException {
        stream.close();
        for (int number = kept - 1; number >= 1; number--) {
            Path older = numbered(number);
            if (Files.exists(older)) {
                Files.move(older, numbered(number + 1), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.move(file, numbered(1), StandardCopyOption.REPLACE_EXISTING);
        stream = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        size = 0;
    }

    private Path numbered(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
