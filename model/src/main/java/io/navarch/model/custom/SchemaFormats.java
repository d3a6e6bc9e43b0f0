package io.navarch.model.custom;

import io.navarch.model.name.Formats;
import io.navarch.model.name.IpAddresses;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The formats of strings that schemas of custom resources may ask for; a format that is not among them demands nothing. */
final class SchemaFormats {
    private static final Pattern HOSTNAME = Pattern.compile(
            "([a-zA-Z0-9\\p{S}\\p{L}]((-?[a-zA-Z0-9\\p{S}\\p{L}]{0,62})?)|([a-zA-Z0-9\\p{S}\\p{L}](([a-zA-Z0-9-\\p{S}\\p{L}]{0,61}"
                    + "[a-zA-Z0-9\\p{S}\\p{L}])?)(\\.)){1,}([a-zA-Z\\p{L}]){2,63})");
    private static final Pattern DURATION =
            Pattern.compile("[+-]?(?:0|(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h|d|w))+");

    private static final Map<String, Predicate<String>> FORMATS = Map.ofEntries(
            Map.entry("uri", SchemaFormats::uri),
            Map.entry("email", pattern("[^@\\s<>]+@[^@\\s<>]+")),
            Map.entry(
                    "hostname",
                    text -> text.length() <= 255 && HOSTNAME.matcher(text).matches()),
            Map.entry("ipv4", text -> text.indexOf(':') < 0 && IpAddresses.isIp(text)),
            Map.entry("ipv6", text -> text.indexOf(':') >= 0 && IpAddresses.isIp(text)),
            Map.entry("cidr", IpAddresses::isCidr),
            Map.entry("mac", pattern("([0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}|([0-9A-Fa-f]{4}\\.){2}[0-9A-Fa-f]{4}")),
            Map.entry("uuid", uuid("[0-9a-f]")),
            Map.entry("uuid3", uuid("3")),
            Map.entry("uuid4", pattern("(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}")),
            Map.entry("uuid5", pattern("(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?5[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}")),
            Map.entry("bsonobjectid", pattern("(?i)[0-9a-f]{24}")),
            Map.entry("hexcolor", pattern("#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")),
            Map.entry("rgbcolor", pattern("rgb\\(\\s*\\d{1,3}\\s*,\\s*\\d{1,3}\\s*,\\s*\\d{1,3}\\s*\\)")),
            Map.entry("ssn", pattern("\\d{3}[- ]?\\d{2}[- ]?\\d{4}")),
            Map.entry("creditcard", pattern("[0-9 -]{13,23}")),
            Map.entry("isbn", pattern("(?:[0-9-]{9,16}[0-9X])")),
            Map.entry("isbn10", pattern("(?:[0-9]-?){9}[0-9X]")),
            Map.entry("isbn13", pattern("(?:[0-9]-?){13}")),
            Map.entry("byte", SchemaFormats::base64),
            Map.entry("date", SchemaFormats::date),
            Map.entry("duration", text -> DURATION.matcher(text).matches()),
            Map.entry("date-time", SchemaFormats::dateTime),
            Map.entry("datetime", SchemaFormats::dateTime),
            Map.entry("k8s-short-name", text -> Formats.dns1123Label(text).isEmpty()),
            Map.entry("k8s-long-name", text -> Formats.dns1123Subdomain(text).isEmpty()));

    private SchemaFormats() {}

    private static Predicate<String> pattern(String expression) {
        var pattern = Pattern.compile(expression);
        return text -> pattern.matcher(text).matches();
    }

    private static Predicate<String> uuid(String version) {
        return pattern("(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?" + version + "[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}");
    }

    /** Whether the text has the format. */
    static boolean matches(String format, String text) {
        @Nullable Predicate<String> known = FORMATS.get(format);
        return known == null || known.test(text);
    }

    private static boolean uri(String text) {
        try {
            var uri = new URI(text);
            return uri.isAbsolute() || text.startsWith("/");
        } catch (URISyntaxException e) {
            // What cannot be read is none.
            return false;
        }
    }

    private static boolean base64(String text) {
        try {
            Base64.getMimeDecoder().decode(text);
            return text.chars()
                            .allMatch(c -> c == '\n'
                                    || c == '\r'
                                    || c == '='
                                    || c == '+'
                                    || c == '/'
                                    || Character.isLetterOrDigit(c))
                    && text.replaceAll("[\r\n]", "").length() % 4 == 0;
        } catch (IllegalArgumentException e) {
            // What cannot be decoded is none.
            return false;
        }
    }

    private static boolean date(String text) {
        try {
            LocalDate.parse(text);
            return true;
        } catch (DateTimeException e) {
            // What cannot be read is none.
            return false;
        }
    }

    private static boolean dateTime(String text) {
        try {
            OffsetDateTime.parse(text.replace(' ', 'T'));
            return true;
        } catch (DateTimeException e) {
            // What cannot be read is none.
            return false;
        }
    }
}
