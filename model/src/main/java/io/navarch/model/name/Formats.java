package io.navarch.model.name;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The formats of names. Each function returns what is wrong, in upstream's words, and an empty list when nothing is.
 * Sources: RFC 1035, RFC 1123, RFC 6335 and the API conventions. All formats stand here together, a short function each, as they
 * share their words.
 */
public final class Formats {
    /** Longest DNS label. */
    public static final int LABEL_LENGTH = 63;

    /** Longest DNS name. */
    public static final int SUBDOMAIN_LENGTH = 253;

    private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private static final String SUBDOMAIN = LABEL + "(\\." + LABEL + ")*";
    private static final String LABEL_1035 = "[a-z]([-a-z0-9]*[a-z0-9])?";
    private static final String QUALIFIED = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
    private static final String VALUE = "(" + QUALIFIED + ")?";
    private static final String C_IDENTIFIER = "[A-Za-z_][A-Za-z0-9_]*";
    private static final String ENV_NAME = "[-._a-zA-Z][-._a-zA-Z0-9]*";
    private static final String CONFIG_KEY = "[-._a-zA-Z0-9]+";
    private static final String WILDCARD = "\\*\\." + SUBDOMAIN;

    private static final Pattern C_IDENTIFIER_PATTERN = Pattern.compile(C_IDENTIFIER);
    private static final Pattern ENV_NAME_PATTERN = Pattern.compile(ENV_NAME);
    private static final Pattern RELAXED_ENV_NAME_PATTERN = Pattern.compile("[ -<>-~]+");
    private static final Pattern HTTP_HEADER_PATTERN = Pattern.compile("[-A-Za-z0-9]+");
    private static final Pattern PERCENT_PATTERN = Pattern.compile("[0-9]+%");
    private static final Pattern HTTP_PATH_PATTERN = Pattern.compile("[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+");

    private static final String LABEL_FAULT = regexFault(
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and"
                    + " end with an alphanumeric character",
            LABEL,
            "my-name",
            "123-abc");
    private static final String SUBDOMAIN_FAULT = regexFault(
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must"
                    + " start and end with an alphanumeric character",
            SUBDOMAIN,
            "example.com");
    private static final String LABEL_1035_FAULT = regexFault(
            "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic"
                    + " character, and end with an alphanumeric character",
            LABEL_1035,
            "my-name",
            "abc-123");
    private static final String WILDCARD_FAULT = regexFault(
            "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist"
                    + " of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
            WILDCARD,
            "*.example.com");
    private static final String NAME_PART_FAULT = "name part "
            + regexFault(
                    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric"
                            + " character",
                    QUALIFIED,
                    "MyName",
                    "my.name",
                    "123-abc");
    private static final String QUALIFIED_FAULT = regexFault(
                    "a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end"
                            + " with an alphanumeric character",
                    QUALIFIED,
                    "MyName",
                    "my.name",
                    "123-abc")
            + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
    private static final String VALUE_FAULT = regexFault(
            "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must"
                    + " start and end with an alphanumeric character",
            VALUE,
            "MyValue",
            "my_value",
            "12345");
    private static final String CONFIG_KEY_FAULT = regexFault(
            "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
            CONFIG_KEY,
            "key.name",
            "KEY_NAME",
            "key-name");
    private static final String ENV_NAME_FAULT = regexFault(
            "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and"
                    + " must not start with a digit",
            ENV_NAME,
            "my.env-name",
            "MY_ENV.NAME",
            "MyEnvName1");

    private static final Map<String, Function<String, List<String>>> BY_NAME = Map.ofEntries(
            Map.entry("dns1123Label", Formats::dns1123Label),
            Map.entry("dns1123Subdomain", Formats::dns1123Subdomain),
            Map.entry("dns1035Label", Formats::dns1035Label),
            Map.entry("qualifiedName", Formats::qualifiedName),
            Map.entry("domainPrefixedPath", Formats::domainPrefixedPath),
            Map.entry("labelValue", Formats::labelValue),
            Map.entry("cIdentifier", Formats::cIdentifier),
            Map.entry("envName", Formats::envName),
            Map.entry("configKey", Formats::configKey),
            Map.entry("portName", Formats::portName),
            Map.entry("httpHeaderName", Formats::httpHeaderName),
            Map.entry("pathSegment", Formats::pathSegment),
            Map.entry("host", Formats::host),
            Map.entry("ip", IpAddresses::faults),
            Map.entry("ipName", IpAddresses::nameFaults),
            Map.entry("portNumber", text -> portNumber(Long.parseLong(text))),
            Map.entry("any", text -> List.of()));

    private Formats() {}

    /** The format of that name, as kind and type files write it. */
    public static Function<String, List<String>> named(String name) {
        var format = BY_NAME.get(name);
        if (format == null) {
            throw new IllegalArgumentException("no format " + name);
        }
        return format;
    }

    /** A host name, possibly with a wildcard as its first label. */
    public static List<String> host(String text) {
        return text.contains("*") ? wildcardDns1123Subdomain(text) : dns1123Subdomain(text);
    }

    /** A DNS label as RFC 1123 allows it: {@code my-name}. */
    public static List<String> dns1123Label(String text) {
        List<String> faults = limited(text, LABEL_LENGTH);
        if (!isLabel(text, 0, text.length(), false)) {
            faults.add(LABEL_FAULT);
        }
        return faults;
    }

    /** DNS labels separated by dots: {@code example.com}. */
    public static List<String> dns1123Subdomain(String text) {
        List<String> faults = limited(text, SUBDOMAIN_LENGTH);
        if (!isSubdomain(text)) {
            faults.add(SUBDOMAIN_FAULT);
        }
        return faults;
    }

    /** A DNS label that starts with a letter, as RFC 1035 wants it. */
    public static List<String> dns1035Label(String text) {
        List<String> faults = limited(text, LABEL_LENGTH);
        if (!isLabel(text, 0, text.length(), true)) {
            faults.add(LABEL_1035_FAULT);
        }
        return faults;
    }

    /** A subdomain whose first label is {@code *}. */
    public static List<String> wildcardDns1123Subdomain(String text) {
        List<String> faults = limited(text, SUBDOMAIN_LENGTH);
        if (!text.startsWith("*.") || !isSubdomain(text.substring(2))) {
            faults.add(WILDCARD_FAULT);
        }
        return faults;
    }

    /** A label key, annotation key, resource or finalizer name: {@code example.com/MyName} or {@code MyName}. */
    public static List<String> qualifiedName(String text) {
        List<String> faults = new ArrayList<>(0);
        int slash = text.indexOf('/');
        String name = text.substring(slash + 1);
        if (slash >= 0) {
            if (name.indexOf('/') >= 0) {
                faults.add(QUALIFIED_FAULT);
                return faults;
            }
            String prefix = text.substring(0, slash);
            if (prefix.isEmpty()) {
                faults.add("prefix part must be non-empty");
            } else {
                dns1123Subdomain(prefix).forEach(fault -> faults.add("prefix part " + fault));
            }
        }
        if (name.isEmpty()) {
            faults.add("name part must be non-empty");
        } else if (name.length() > LABEL_LENGTH) {
            faults.add("name part " + tooLong(LABEL_LENGTH));
        }
        if (!isQualified(name)) {
            faults.add(NAME_PART_FAULT);
        }
        return faults;
    }

    /** A domain, a slash and a path: {@code example.com/foo}, as signers and ingress controllers are called. */
    public static List<String> domainPrefixedPath(String text) {
        List<String> faults = new ArrayList<>(0);
        int slash = text.indexOf('/');
        if (text.isEmpty() || slash <= 0 || slash == text.length() - 1) {
            faults.add("must be a domain-prefixed path (such as \"acme.io/foo\")");
            return faults;
        }
        faults.addAll(dns1123Subdomain(text.substring(0, slash)));
        if (!HTTP_PATH_PATTERN.matcher(text.substring(slash + 1)).matches()) {
            faults.add(regexFault("Invalid path", "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+"));
        }
        return faults;
    }

    /** A label's value. */
    public static List<String> labelValue(String text) {
        List<String> faults = limited(text, LABEL_LENGTH);
        if (!text.isEmpty() && !isQualified(text)) {
            faults.add(VALUE_FAULT);
        }
        return faults;
    }

    /** A C identifier. */
    public static List<String> cIdentifier(String text) {
        return C_IDENTIFIER_PATTERN.matcher(text).matches()
                ? List.of()
                : List.of(regexFault(
                        "a valid C identifier must start with alphabetic character or '_', followed by a string of"
                                + " alphanumeric characters or '_'",
                        C_IDENTIFIER,
                        "my_name",
                        "MY_NAME",
                        "MyName"));
    }

    /** The name of an environment variable: printable ASCII without '=' (since 1.34). */
    public static List<String> envName(String text) {
        if (text.isEmpty()) {
            return List.of("environment variable name must be non-empty");
        }
        return RELAXED_ENV_NAME_PATTERN.matcher(text).matches()
                ? List.of()
                : List.of(regexFault(
                        "a valid environment variable name must consist only of printable ASCII characters other than"
                                + " '='",
                        "[ -<>-~]+"));
    }

    /** The name of an environment variable as it was checked before 1.34, for prefixes of {@code envFrom}. */
    public static List<String> strictEnvName(String text) {
        return ENV_NAME_PATTERN.matcher(text).matches() ? List.of() : List.of(ENV_NAME_FAULT);
    }

    /** A key of a ConfigMap or Secret. */
    public static List<String> configKey(String text) {
        List<String> faults = limited(text, SUBDOMAIN_LENGTH);
        boolean right = !text.isEmpty();
        for (int i = 0; i < text.length() && right; i++) {
            char c = text.charAt(i);
            right = isAlphanumeric(c) || c == '-' || c == '_' || c == '.';
        }
        if (!right) {
            faults.add(CONFIG_KEY_FAULT);
        }
        if (text.equals(".")) {
            faults.add("must not be '.'");
        } else if (text.equals("..")) {
            faults.add("must not be '..'");
        } else if (text.startsWith("..")) {
            faults.add("must not start with '..'");
        }
        return faults;
    }

    /** The name of a port: an IANA service name (RFC 6335). */
    public static List<String> portName(String text) {
        List<String> faults = limited(text, 15);
        boolean letter = false;
        boolean known = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            letter |= c >= 'a' && c <= 'z';
            known &= isLowerAlphanumeric(c) || c == '-';
        }
        if (!known || text.isEmpty()) {
            faults.add("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
        }
        if (!letter) {
            faults.add("must contain at least one letter (a-z)");
        }
        if (text.contains("--")) {
            faults.add("must not contain consecutive hyphens");
        }
        if (!text.isEmpty() && (text.charAt(0) == '-' || text.charAt(text.length() - 1) == '-')) {
            faults.add("must not begin or end with a hyphen");
        }
        return faults;
    }

    /** The number of a port. */
    public static List<String> portNumber(long port) {
        return port >= 1 && port <= 65535 ? List.of() : List.of("must be between 1 and 65535, inclusive");
    }

    /** A percentage: {@code 25%}. */
    public static List<String> percent(String text) {
        return PERCENT_PATTERN.matcher(text).matches()
                ? List.of()
                : List.of(regexFault(
                        "a valid percent string must be a numeric string followed by an ending '%'",
                        "[0-9]+%", "1%", "93%"));
    }

    /** The name of an HTTP header. */
    public static List<String> httpHeaderName(String text) {
        return HTTP_HEADER_PATTERN.matcher(text).matches()
                ? List.of()
                : List.of(regexFault(
                        "a valid HTTP header must consist of alphanumeric characters or '-'",
                        "[-A-Za-z0-9]+",
                        "X-Header-Name"));
    }

    /** A name that can be one segment of a path: RBAC objects have such names. */
    public static List<String> pathSegment(String text) {
        if (text.equals(".") || text.equals("..")) {
            return List.of("may not be '" + text + "'");
        }
        List<String> faults = new ArrayList<>(0);
        for (String illegal : List.of("/", "%")) {
            if (text.contains(illegal)) {
                faults.add("may not contain '" + illegal + "'");
            }
        }
        return faults;
    }

    /** Upstream's words for a text that exceeds {@code length} bytes. */
    public static String tooLong(int length) {
        return "must be no more than " + length + " bytes";
    }

    /** Whether every label of {@code text} is a DNS label. */
    static boolean isSubdomain(String text) {
        int from = 0;
        for (int dot = text.indexOf('.'); dot >= 0; dot = text.indexOf('.', from)) {
            if (!isLabel(text, from, dot, false)) {
                return false;
            }
            from = dot + 1;
        }
        return isLabel(text, from, text.length(), false);
    }

    private static boolean isLabel(String text, int from, int to, boolean startsWithLetter) {
        if (from >= to) {
            return false;
        }
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            boolean inner = i > from && i < to - 1;
            if (!isLowerAlphanumeric(c) && !(inner && c == '-')) {
                return false;
            }
        }
        return !startsWithLetter || text.charAt(from) >= 'a';
    }

    private static boolean isQualified(String text) {
        int last = text.length() - 1;
        if (last < 0 || !isAlphanumeric(text.charAt(0)) || !isAlphanumeric(text.charAt(last))) {
            return false;
        }
        for (int i = 1; i < last; i++) {
            char c = text.charAt(i);
            if (!isAlphanumeric(c) && c != '-' && c != '_' && c != '.') {
                return false;
            }
        }
        return true;
    }

    private static boolean isAlphanumeric(char c) {
        return isLowerAlphanumeric(c) || (c >= 'A' && c <= 'Z');
    }

    private static boolean isLowerAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }

    private static List<String> limited(String text, int length) {
        List<String> faults = new ArrayList<>(0);
        if (text.length() > length) {
            faults.add(tooLong(length));
        }
        return faults;
    }

    /** {@code message (e.g. 'a',  or 'b', regex used for validation is 'r')}: the doubled blanks are upstream's. */
    private static String regexFault(String message, String regex, String... examples) {
        if (examples.length == 0) {
            return message + " (regex used for validation is '" + regex + "')";
        }
        StringBuilder out = new StringBuilder(message).append(" (e.g. ");
        for (int i = 0; i < examples.length; i++) {
            out.append(i == 0 ? "" : " or ").append('\'').append(examples[i]).append("', ");
        }
        return out.append("regex used for validation is '")
                .append(regex)
                .append("')")
                .toString();
    }
}
