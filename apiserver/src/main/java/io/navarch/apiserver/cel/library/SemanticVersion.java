package io.navarch.apiserver.cel.library;

import java.math.BigInteger;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A version as semver.org 2.0 has it. */
record SemanticVersion(long major, long minor, long patch, List<String> preRelease, String build)
        implements Comparable<SemanticVersion> {
    private static final String NUMBER = "(0|[1-9][0-9]*)";
    private static final Pattern FORM = Pattern.compile(NUMBER + "\\." + NUMBER + "\\." + NUMBER
            + "(?:-((?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)(?:\\.(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*))*))?"
            + "(?:\\+([0-9a-zA-Z-]+(?:\\.[0-9a-zA-Z-]+)*))?");

    /** Null if the text is no version. */
    static @Nullable SemanticVersion parse(String text) {
        var matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        try {
            var pre = matcher.group(4);
            var build = matcher.group(5);
            return new SemanticVersion(
                    Long.parseLong(matcher.group(1)),
                    Long.parseLong(matcher.group(2)),
                    Long.parseLong(matcher.group(3)),
                    pre == null ? List.of() : List.of(pre.split("\\.")),
                    build == null ? "" : build);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** Removes a leading v, adds missing parts, takes away leading zeros. */
    static String normalised(String text) {
        var plain = text.startsWith("v") ? text.substring(1) : text;
        int end = 0;
        while (end < plain.length() && plain.charAt(end) != '-' && plain.charAt(end) != '+') {
            end++;
        }
        var numbers = plain.substring(0, end).split("\\.", -1);
        var filled = new StringBuilder();
        for (int i = 0; i < Math.max(3, numbers.length); i++) {
            var number = i < numbers.length ? numbers[i] : "0";
            filled.append(i == 0 ? "" : ".").append(number.matches("0+[0-9]+") ? new BigInteger(number) : number);
        }
        return filled + plain.substring(end);
    }

    @Override
    public int compareTo(SemanticVersion other) {
        int order = Long.compare(major, other.major);
        order = order != 0 ? order : Long.compare(minor, other.minor);
        order = order != 0 ? order : Long.compare(patch, other.patch);
        return order != 0 ? order : comparePreReleases(preRelease, other.preRelease);
    }

    private static int comparePreReleases(List<String> a, List<String> b) {
        if (a.isEmpty() || b.isEmpty()) {
            return Boolean.compare(a.isEmpty(), b.isEmpty());
        }
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            int order = compareIdentifiers(a.get(i), b.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(a.size(), b.size());
    }

    private static int compareIdentifiers(String a, String b) {
        boolean numberA = a.matches("[0-9]+");
        boolean numberB = b.matches("[0-9]+");
        if (numberA && numberB) {
            return new BigInteger(a).compareTo(new BigInteger(b));
        }
        return numberA != numberB ? (numberA ? -1 : 1) : Integer.signum(a.compareTo(b));
    }
}
