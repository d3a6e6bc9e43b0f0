package io.navarch.controllers.cronjob;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A schedule of five fields, a descriptor such as {@code @daily}, or {@code @every} with a span, as cron reads it. Times that a
 * change of the clock leaves out are left out, those that it repeats are repeated. Immutable.
 */
final class CronSchedule {
    private static final Map<String, String> DESCRIPTORS = Map.of(
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *",
            "@monthly", "0 0 1 * *",
            "@weekly", "0 0 * * 0",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@hourly", "0 * * * *");
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

    /** The 29th of February may be eight years away. */
    private static final int SEARCHED_DAYS = 366 * 9;

    private final ZoneId zone;
    private final @Nullable Duration every;
    private final Field minutes;
    private final Field hours;
    private final Field daysOfMonth;
    private final Field months;
    private final Field daysOfWeek;

    /** @param star whether every value was meant without restriction */
    private record Field(BitSet values, boolean star) {
        boolean has(int value) {
            return values.get(value);
        }
    }

    private CronSchedule(ZoneId zone, @Nullable Duration every, String[] fields) {
        this.zone = zone;
        this.every = every;
        minutes = field(fields[0], 0, 59, List.of());
        hours = field(fields[1], 0, 23, List.of());
        daysOfMonth = field(fields[2], 1, 31, List.of());
        months = field(fields[3], 1, 12, MONTHS);
        daysOfWeek = field(fields[4], 0, 6, DAYS);
    }

    /**
     * Reads a schedule that validation has let pass.
     *
     * @param zone in which its fields are meant, unless it names one itself
     * @throws IllegalArgumentException for anything else
     */
    static CronSchedule parse(String text, ZoneId zone) {
        var rest = text.strip();
        var ownZone = zone;
        if (rest.startsWith("TZ=") || rest.startsWith("CRON_TZ=")) {
            int blank = rest.indexOf(' ');
            if (blank < 0) {
                throw new IllegalArgumentException("no schedule after the time zone: " + text);
            }
            ownZone = zone(rest.substring(rest.indexOf('=') + 1, blank));
            rest = rest.substring(blank).strip();
        }
        if (rest.startsWith("@every ")) {
            return new CronSchedule(ownZone, span(rest.substring(7).strip()), "* * * * *".split(" "));
        }
        var fields = DESCRIPTORS.getOrDefault(rest, rest).split("\\s+");
        if (fields.length != 5) {
            throw new IllegalArgumentException(
                    "expected exactly 5 fields, found " + fields.length + ": [" + rest + "]");
        }
        return new CronSchedule(ownZone, null, fields);
    }

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (java.time.DateTimeException e) {
            throw new IllegalArgumentException("provided bad location " + name, e);
        }
    }

    private static Duration span(String text) {
        var matcher = java.util.regex.Pattern.compile("([0-9]+)(h|m|s)").matcher(text);
        var total = Duration.ZERO;
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            long number = Long.parseLong(matcher.group(1));
            total = total.plus(
                    switch (matcher.group(2)) {
                        case "h" -> Duration.ofHours(number);
                        case "m" -> Duration.ofMinutes(number);
                        default -> Duration.ofSeconds(number);
                    });
            end = matcher.end();
        }
        if (end != text.length() || !total.isPositive()) {
            throw new IllegalArgumentException("failed to parse duration " + text);
        }
        return total;
    }

    private static Field field(String text, int min, int max, List<String> names) {
        var values = new BitSet();
        boolean star = false;
        for (var part : text.split(",")) {
            var stepped = part.split("/", 2);
            boolean all = stepped[0].equals("*") || stepped[0].equals("?");
            var ends = stepped[0].split("-", 2);
            int low = all ? min : number(ends[0], min, names);
            int high =
                    all || (stepped.length == 2 && ends.length == 1) ? max : number(ends[ends.length - 1], min, names);
            int step = stepped.length == 2 ? number(stepped[1], 0, List.of()) : 1;
            if (low < min || high > max || low > high || step == 0) {
                throw new IllegalArgumentException("not a range of " + min + "-" + max + ": " + part);
            }
            star |= all && step == 1;
            for (int i = low; i <= high; i += step) {
                values.set(i);
            }
        }
        return new Field(values, star);
    }

    private static int number(String text, int min, List<String> names) {
        int named = names.indexOf(text.toLowerCase(Locale.ROOT));
        if (named >= 0) {
            return named + min;
        }
        if (!text.matches("[0-9]{1,9}")) {
            throw new IllegalArgumentException("failed to parse int from " + text);
        }
        return Integer.parseInt(text);
    }

    /** The first time after the given one; empty if there is none, as on a 30th of February. */
    Optional<Instant> next(Instant after) {
        if (every != null) {
            return Optional.of(after.truncatedTo(ChronoUnit.SECONDS).plus(every));
        }
        var date = LocalDate.ofInstant(after, zone);
        for (int i = 0; i < SEARCHED_DAYS; i++, date = date.plusDays(1)) {
            if (matches(date)) {
                var found = next(date, after);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    /** If both kinds of days are restricted, either is enough. */
    private boolean matches(LocalDate date) {
        boolean ofMonth = daysOfMonth.has(date.getDayOfMonth());
        boolean ofWeek = daysOfWeek.has(date.getDayOfWeek().getValue() % 7);
        boolean day = daysOfMonth.star() || daysOfWeek.star() ? ofMonth && ofWeek : ofMonth || ofWeek;
        return months.has(date.getMonthValue()) && day;
    }

    private Optional<Instant> next(LocalDate date, Instant after) {
        var times = new ArrayList<Instant>();
        for (int hour = hours.values().nextSetBit(0);
                hour >= 0;
                hour = hours.values().nextSetBit(hour + 1)) {
            for (int minute = minutes.values().nextSetBit(0);
                    minute >= 0;
                    minute = minutes.values().nextSetBit(minute + 1)) {
                var local = LocalDateTime.of(date, LocalTime.of(hour, minute));
                for (var offset : zone.getRules().getValidOffsets(local)) {
                    var time = local.toInstant(offset);
                    if (time.isAfter(after)) {
                        times.add(time);
                    }
                }
            }
        }
        return times.stream().min(Instant::compareTo);
    }
}
