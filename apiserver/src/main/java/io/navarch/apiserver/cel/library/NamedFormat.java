package io.navarch.apiserver.cel.library;

import io.navarch.model.name.Formats;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/** A format that text may have: what is wrong with a text; an empty list if nothing is. */
record NamedFormat(String name, Function<String, List<String>> faults) {
    private static final Pattern UUID =
            Pattern.compile("(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}");

    static final Map<String, NamedFormat> BY_NAME = Map.ofEntries(
            entry("dns1123Label", Formats::dns1123Label),
            entry("dns1123Subdomain", Formats::dns1123Subdomain),
            entry("dns1035Label", Formats::dns1035Label),
            entry("qualifiedName", Formats::qualifiedName),
            entry("dns1123LabelPrefix", text -> Formats.dns1123Label(withoutDash(text))),
            entry("dns1123SubdomainPrefix", text -> Formats.dns1123Subdomain(withoutDash(text))),
            entry("dns1035LabelPrefix", text -> Formats.dns1035Label(withoutDash(text))),
            entry("labelValue", Formats::labelValue),
            entry("uri", NamedFormat::uri),
            entry("uuid", text -> UUID.matcher(text).matches() ? List.of() : List.of("does not match the UUID format")),
            entry("byte", NamedFormat::base64),
            entry("date", NamedFormat::date),
            entry("datetime", NamedFormat::dateTime));

    private static Map.Entry<String, NamedFormat> entry(String name, Function<String, List<String>> faults) {
        return Map.entry(name, new NamedFormat(name, faults));
    }

    /** Prefixes of generated names may end with a dash. */
    private static String withoutDash(String text) {
        return text.endsWith("-") ? text.substring(0, text.length() - 1) + "a" : text;
    }

    private static List<String> uri(String text) {
        try {
            var uri = new java.net.URI(text);
            return uri.isAbsolute() || text.startsWith("/") ? List.of() : List.of("invalid URI for request");
        } catch (java.net.URISyntaxException e) {
            return List.of(e.getMessage());
        }
    }

    private static List<String> base64(String text) {
        try {
            Base64.getDecoder().decode(text);
            return List.of();
        } catch (IllegalArgumentException e) {
            return List.of("invalid base64");
        }
    }

    private static List<String> date(String text) {
        try {
            LocalDate.parse(text);
            return List.of();
        } catch (DateTimeException e) {
            return List.of("invalid date");
        }
    }

    private static List<String> dateTime(String text) {
        try {
            OffsetDateTime.parse(text);
            return List.of();
        } catch (DateTimeException e) {
            return List.of("invalid datetime");
        }
    }
}
