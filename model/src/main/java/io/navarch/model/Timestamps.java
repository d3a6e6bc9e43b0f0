package io.navarch.model;

import io.navarch.model.tree.DecodeException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Times as the API writes them: RFC 3339 in UTC, with seconds (Time) or microseconds (MicroTime). */
public final class Timestamps {
    private static final DateTimeFormatter MICRO =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    /** A zero stands for any digit. */
    private static final String FORM = "0000-00-00T00:00:00Z";

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
        if (text.length() != FORM.length()) {
            return false;
        }
        for (int i = 0; i < FORM.length(); i++) {
            char wanted = FORM.charAt(i);
            char found = text.charAt(i);
            if (wanted == '0' ? found < '0' || found > '9' : found != wanted) {
                return false;
            }
        }
        int month = number(text, 5);
        int day = number(text, 8);
        // Days that every month has; the others are looked up in a calendar.
        boolean isDay = (month >= 1 && month <= 12 && day >= 1 && day <= 28) || isDate(text);
        return isDay && number(text, 11) < 24 && number(text, 14) < 60 && number(text, 17) < 60;
    }

    private static int number(String text, int at) {
        return (text.charAt(at) - '0') * 10 + text.charAt(at + 1) - '0';
    }

    private static boolean isDate(String text) {
        try {
            LocalDate.parse(text.substring(0, 10));
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static Instant parse(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new DecodeException("parsing time \"" + text + "\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \""
                    + text + "\" as \"2006\"");
        }
    }
}
