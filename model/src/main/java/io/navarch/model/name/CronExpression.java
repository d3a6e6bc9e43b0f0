package io.navarch.model.name;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Whether a text is a schedule of five fields, or a descriptor such as {@code @hourly}, as cron reads it. */
public final class CronExpression {
    private static final List<String> DESCRIPTORS =
            List.of("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly");
    private static final Pattern DURATION = Pattern.compile("([0-9]+(\\.[0-9]+)?(ns|us|µs|ms|s|m|h))+");
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

    private CronExpression() {}

    /** One of the five fields: its bounds and the names of its numbers. */
    private record Unit(int min, int max, List<String> names) {}

    private static final List<Unit> UNITS = List.of(
            new Unit(0, 59, List.of()),
            new Unit(0, 23, List.of()),
            new Unit(1, 31, List.of()),
            new Unit(1, 12, MONTHS),
            new Unit(0, 6, DAYS));

    /** What is wrong with the schedule, if anything. */
    public static Optional<String> fault(String schedule) {
        var text = schedule;
        if (text.startsWith("TZ=") || text.startsWith("CRON_TZ=")) {
            int blank = text.indexOf(' ');
            text = blank < 0 ? "" : text.substring(blank).strip();
        }
        if (text.startsWith("@")) {
            return descriptorFault(text);
        }
        var fields = text.isBlank() ? new String[0] : text.strip().split("\\s+");
        if (fields.length != UNITS.size()) {
            return Optional.of(
                    "expected exactly 5 fields, found " + fields.length + ": [" + String.join(" ", fields) + "]");
        }
        for (int i = 0; i < fields.length; i++) {
            for (var range : fields[i].split(",")) {
                var fault = rangeFault(range, UNITS.get(i));
                if (fault.isPresent()) {
                    return fault;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> descriptorFault(String text) {
        if (DESCRIPTORS.contains(text)) {
            return Optional.empty();
        }
        if (text.startsWith("@every ")) {
            var duration = text.substring("@every ".length());
            return DURATION.matcher(duration).matches()
                    ? Optional.empty()
                    : Optional.of("failed to parse duration " + text + ": time: invalid duration "
                            + GoSyntax.quote(duration));
        }
        return Optional.of("unrecognized descriptor: " + text);
    }

    private static Optional<String> rangeFault(String range, Unit unit) {
        var stepped = range.split("/", -1);
        if (stepped.length > 2) {
            return Optional.of("too many slashes: " + range);
        }
        var ends = stepped[0].split("-", -1);
        if (ends.length > 2) {
            return Optional.of("too many hyphens: " + range);
        }
        int low = unit.min;
        int high = unit.max;
        if (!ends[0].equals("*") && !ends[0].equals("?")) {
            for (var end : ends) {
                if (number(end, unit) < 0) {
                    return Optional.of("failed to parse int from " + end + ": strconv.Atoi: parsing "
                            + GoSyntax.quote(end) + ": invalid syntax");
                }
            }
            low = number(ends[0], unit);
            high = ends.length == 2 ? number(ends[1], unit) : stepped.length == 2 ? unit.max : low;
        }
        if (stepped.length == 2) {
            int step = number(stepped[1], new Unit(0, 0, List.of()));
            if (step < 0) {
                return Optional.of("failed to parse int from " + stepped[1] + ": strconv.Atoi: parsing "
                        + GoSyntax.quote(stepped[1]) + ": invalid syntax");
            }
            if (step == 0) {
                return Optional.of("step of range should be a positive number: " + range);
            }
        }
        return boundsFault(low, high, range, unit);
    }

    private static Optional<String> boundsFault(int low, int high, String range, Unit unit) {
        if (low < unit.min) {
            return Optional.of("beginning of range (" + low + ") below minimum (" + unit.min + "): " + range);
        }
        if (high > unit.max) {
            return Optional.of("end of range (" + high + ") above maximum (" + unit.max + "): " + range);
        }
        return low > high
                ? Optional.of("beginning of range (" + low + ") beyond end of range (" + high + "): " + range)
                : Optional.empty();
    }

    /** The number or named number, or -1. */
    private static int number(String text, Unit unit) {
        int named = unit.names.indexOf(text.toLowerCase(Locale.ROOT));
        if (named >= 0) {
            return named + unit.min;
        }
        return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
    }
}
