package io.navarch.model;

import io.navarch.model.tree.DecodeException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Times as the API writes them: RFC 3339 in UTC, with seconds (Time) or microseconds (MicroTime). */
public final class Timestamps {
    private static final DateTimeFormatter MICRO =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private Timestamps() {}

    /** The instant as a Time: whole seconds. */
    public static String of(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** The instant as a MicroTime: always six digits of fraction. */
    public static String ofMicro(Instant instant) {
        return MICRO.format(instant);
    }

    /** The instant that the text names, or null if the text is empty. */
    public static @Nullable Instant instant(String text) {
        return text.isEmpty() ? null : parse(text);
    }

    /** The instant that the text names, or the epoch if the text is empty. */
    public static Instant instantOrEpoch(String text) {
        return text.isEmpty() ? Instant.EPOCH : parse(text);
    }

    /** A client's Time in canonical form; throws DecodeException if it is none. */
    public static @Nullable String canonical(String text) {
        return isCanonical(text) ? text : text.isEmpty() ? null : of(parse(text));
    }

    /** A client's MicroTime in canonical form; throws DecodeException if it is none. */
    public static @Nullable String canonicalMicro(String text) {
        return text.isEmpty() ? null : ofMicro(parse(text));
    }

    /** Whether the text is exactly {@code yyyy-MM-ddTHH:mm:ssZ} with digits in their places: the common case, kept as it is. */
    private static boolean isCanonical(String text) {
        if (text.length() != 20 || text.charAt(19) != 'Z') {
            return false;
        }
        try {
            return Instant.parse(text).toString().equals(text);
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static Instant parse(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new DecodeException("parsing time \"" + text + "\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"" + text
                    + "\" as \"2006\"");
        }
    }
}
