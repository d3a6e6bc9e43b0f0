package io.navarch.kubelet.cri.log;

import io.navarch.kubelet.cri.LogLine;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Optional;

/**
 * The lines of a container's log file: time, stream, tags and content, as in
 * {@code 2016-10-06T00:17:09.669794202Z stdout F the content}. The tag P marks a part of a line that goes on.
 */
public final class CriLogFormat {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.nnnnnnnnnXXX");

    private CriLogFormat() {}

    /** Reads one line, given with its newline; empty when it is none of the format. */
    public static Optional<LogLine> parse(byte[] line) {
        int time = indexOf(line, ' ', 0);
        int stream = time < 0 ? -1 : indexOf(line, ' ', time + 1);
        int tags = stream < 0 ? -1 : indexOf(line, ' ', stream + 1);
        if (tags < 0) {
            return Optional.empty();
        }
        String name = text(line, time + 1, stream);
        if (!name.equals("stdout") && !name.equals("stderr")) {
            return Optional.empty();
        }
        boolean partial = text(line, stream + 1, tags).split(":", -1)[0].equals("P");
        int end = partial && line[line.length - 1] == '\n' ? line.length - 1 : line.length;
        try {
            return Optional.of(new LogLine(
                    instant(text(line, 0, time)),
                    name.equals("stdout") ? LogLine.Stream.STDOUT : LogLine.Stream.STDERR,
                    partial,
                    Arrays.copyOfRange(line, tags + 1, end)));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** Writes a line the way engines do; the inverse of {@link #parse}. */
    public static byte[] format(LogLine line) {
        String head = TIME.format(line.time().atOffset(ZoneOffset.UTC))
                + (line.stream() == LogLine.Stream.STDOUT ? " stdout " : " stderr ")
                + (line.partial() ? "P " : "F ");
        byte[] start = head.getBytes(StandardCharsets.US_ASCII);
        byte[] content = line.content();
        byte[] whole = Arrays.copyOf(start, start.length + content.length + (line.partial() ? 1 : 0));
        System.arraycopy(content, 0, whole, start.length, content.length);
        if (line.partial()) {
            whole[whole.length - 1] = '\n';
        }
        return whole;
    }

    private static Instant instant(String text) {
        return text.endsWith("Z")
                ? Instant.parse(text)
                : OffsetDateTime.parse(text).toInstant();
    }

    private static int indexOf(byte[] line, char wanted, int from) {
        for (int i = from; i < line.length; i++) {
            if (line[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    private static String text(byte[] line, int from, int to) {
        return new String(line, from, to - from, StandardCharsets.US_ASCII);
    }
}
