package io.navarch.kubelet.cri.simulated;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Regular files in the tar format of POSIX, as {@code kubectl cp} sends and takes them. */
final class TarStream {
    private static final int BLOCK = 512;
    private static final int NAME = 100;
    private static final int MODE = 100;
    private static final int SIZE = 124;
    private static final int TIME = 136;
    private static final int CHECKSUM = 148;
    private static final int TYPE = 156;
    private static final int MAGIC = 257;
    private static final int PREFIX = 345;
    private static final int PREFIX_LENGTH = 155;
    private static final int LARGEST = 64 << 20;

    private TarStream() {}

    /** The files of an archive by their names. */
    static Map<String, byte[]> read(InputStream input) throws IOException {
        var files = new LinkedHashMap<String, byte[]>();
        var longName = "";
        for (var header = input.readNBytes(BLOCK); header.length == BLOCK; header = input.readNBytes(BLOCK)) {
            if (header[0] == 0) {
                input.transferTo(OutputStream.nullOutputStream());
                return files;
            }
            int size = size(header);
            var content = input.readNBytes(size);
            if (content.length < size) {
                throw new EOFException("tar: Unexpected EOF in archive");
            }
            input.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
            switch (header[TYPE]) {
                case 'x' -> longName = pathOf(content);
                case 0, '0' -> {
                    files.put(longName.isEmpty() ? name(header) : longName, content);
                    longName = "";
                }
                default -> longName = "";
            }
        }
        return files;
    }

    private static int size(byte[] header) throws IOException {
        var text = text(header, SIZE, 12);
        long size = text.isEmpty() ? 0 : Long.parseLong(text, 8);
        if (size > LARGEST) {
            throw new IOException("tar: a simulated container takes files of at most 64 MiB");
        }
        return (int) size;
    }

    private static String name(byte[] header) {
        var prefix = text(header, PREFIX, PREFIX_LENGTH);
        var name = text(header, 0, NAME);
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    /** The path in an extended header: lines of {@code LENGTH KEY=VALUE}. */
    private static String pathOf(byte[] records) {
        return new String(records, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains(" path="))
                .map(line -> line.substring(line.indexOf(" path=") + " path=".length()))
                .findFirst()
                .orElse("");
    }

    private static String text(byte[] header, int from, int length) {
        int end = from;
        while (end < from + length && header[end] != 0) {
            end++;
        }
        return new String(header, from, end - from, StandardCharsets.UTF_8).strip();
    }

    /** Writes an archive of the files. */
    static void write(Map<String, byte[]> files, OutputStream output) throws IOException {
        for (var file : files.entrySet()) {
            output.write(header(file.getKey(), file.getValue().length));
            output.write(file.getValue());
            output.write(new byte[(BLOCK - file.getValue().length % BLOCK) % BLOCK]);
        }
        output.write(new byte[2 * BLOCK]);
        output.flush();
    }

    private static byte[] header(String name, int size) throws IOException {
        var header = new byte[BLOCK];
        var bytes = name.getBytes(StandardCharsets.UTF_8);
        int cut = bytes.length <= NAME ? -1 : name.lastIndexOf('/', PREFIX_LENGTH);
        if (bytes.length > NAME && (cut < 0 || bytes.length - cut - 1 > NAME)) {
            throw new IOException("tar: " + name + ": file name is too long");
        }
        put(header, 0, cut < 0 ? name : name.substring(cut + 1));
        put(header, PREFIX, cut < 0 ? "" : name.substring(0, cut));
        put(header, MODE, "0000644");
        put(header, MODE + 8, "0000000");
        put(header, MODE + 16, "0000000");
        put(header, SIZE, String.format(Locale.ROOT, "%011o", size));
        put(header, TIME, "00000000000");
        header[TYPE] = '0';
        put(header, MAGIC, "ustar");
        put(header, MAGIC + 6, "00");
        Arrays.fill(header, CHECKSUM, CHECKSUM + 8, (byte) ' ');
        int sum = 0;
        for (byte one : header) {
            sum += one & 0xff;
        }
        put(header, CHECKSUM, String.format(Locale.ROOT, "%06o", sum));
        header[CHECKSUM + 6] = 0;
        return header;
    }

    private static void put(byte[] header, int at, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
