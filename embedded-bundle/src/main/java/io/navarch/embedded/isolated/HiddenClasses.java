package io.navarch.embedded.isolated;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.SoftReference;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * The content of the resource that holds the cluster: an index of names, and chunks of deflated bytes, those that a start asks
 * for first. Immutable but for caches, which the garbage collector may empty. Thread-safe.
 */
final class HiddenClasses {
    private static final String RESOURCE = "cluster.bin";

    private final Map<String, Entry> entries;
    private final Chunk[] chunks;
    private final int start;
    private SoftReference<byte[]> file;

    /** Where the bytes of one class or resource lie. */
    private record Entry(int chunk, int offset, int length) {}

    private static final class Chunk {
        private final int offset;
        private final int packed;
        private final int length;
        private SoftReference<byte[]> content = new SoftReference<>(null);

        Chunk(int offset, int packed, int length) {
            this.offset = offset;
            this.packed = packed;
            this.length = length;
        }
    }

    private HiddenClasses(Map<String, Entry> entries, Chunk[] chunks, int start, byte[] bytes) {
        this.entries = entries;
        this.chunks = chunks;
        this.start = start;
        file = new SoftReference<>(bytes);
    }

    /** Reads the index. */
    static HiddenClasses open() {
        var bytes = read();
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int indexLength = in.readInt();
            int packedIndex = in.readInt();
            var chunks = new Chunk[in.readInt()];
            int offset = 0;
            for (int i = 0; i < chunks.length; i++) {
                int length = in.readInt();
                chunks[i] = new Chunk(offset, in.readInt(), length);
                offset += chunks[i].packed;
            }
            int start = bytes.length - offset;
            var entries = entries(inflated(bytes, start - packedIndex, packedIndex, indexLength));
            return new HiddenClasses(entries, chunks, start, bytes);
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    private static Map<String, Entry> entries(byte[] index) throws IOException {
        var in = new DataInputStream(new ByteArrayInputStream(index));
        int count = in.readInt();
        var entries = new HashMap<String, Entry>(count * 2);
        for (int i = 0; i < count; i++) {
            entries.put(in.readUTF(), new Entry(in.readInt(), in.readInt(), in.readInt()));
        }
        return entries;
    }

    boolean contains(String name) {
        return entries.containsKey(name);
    }

    /** The bytes of a class file or resource, in an array that others read too; null if there is none of that name. */
    @Nullable
    Slice find(String name) {
        var entry = entries.get(name);
        return entry == null ? null : new Slice(content(chunks[entry.chunk]), entry.offset, entry.length);
    }

    /** Part of an array that is not to be changed. */
    record Slice(byte[] array, int offset, int length) {
        InputStream open() {
            return new ByteArrayInputStream(array, offset, length);
        }
    }

    private byte[] content(Chunk chunk) {
        synchronized (chunk) {
            var content = chunk.content.get();
            if (content == null) {
                content = inflated(file(), start + chunk.offset, chunk.packed, chunk.length);
                chunk.content = new SoftReference<>(content);
            }
            return content;
        }
    }

    private synchronized byte[] file() {
        var bytes = file.get();
        if (bytes == null) {
            bytes = read();
            file = new SoftReference<>(bytes);
        }
        return bytes;
    }

    private static byte[] read() {
        try (var in = HiddenClasses.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the jar of navarch-embedded is not whole: it has no " + RESOURCE);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    private static byte[] inflated(byte[] bytes, int offset, int packed, int length) {
        var inflater = new Inflater(true);
        try {
            var content = new byte[length];
            inflater.setInput(bytes, offset, packed);
            for (int done = 0; done < length; ) {
                int more = inflater.inflate(content, done, length - done);
                if (more == 0) {
                    throw damaged(null);
                }
                done += more;
            }
            return content;
        } catch (DataFormatException e) {
            throw damaged(e);
        } finally {
            inflater.end();
        }
    }

    private static IllegalStateException damaged(@Nullable Exception cause) {
        return new IllegalStateException("the jar of navarch-embedded is damaged: fetch it again", cause);
    }
}
