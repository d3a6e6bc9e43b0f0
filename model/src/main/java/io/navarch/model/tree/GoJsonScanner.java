package io.navarch.model.tree;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/** Finds the first fault in a JSON text and words it as Go's decoder does. Confined to one thread. */
final class GoJsonScanner {
    private static final String END = "unexpected end of JSON input";
    private static final String VALUE = "looking for beginning of value";

    private final byte[] json;
    private final int end;
    private int at;

    /** Thrown within this class alone, where the fault is found. */
    private static final class Fault extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String message;

        Fault(String message) {
            super(message, null, false, false);
            this.message = message;
        }
    }

    GoJsonScanner(byte[] json, int start, int end) {
        this.json = json;
        this.at = start;
        this.end = end;
    }

    /** The fault; a text without one has data after it or is something only other parsers refuse. */
    String firstFault() {
        try {
            values();
            skipSpace();
            return at < end ? unexpected("after top-level value").message : "invalid JSON";
        } catch (Fault fault) {
            return fault.message;
        }
    }

    /** Reads one value with all that is in it; the stack holds the closing characters that are owed. */
    private void values() {
        Deque<Character> owed = new ArrayDeque<>();
        do {
            boolean opened = beginValue(owed);
            while (!opened && !owed.isEmpty()) {
                skipSpace();
                char close = owed.getLast();
                char c = current();
                if (c == close) {
                    at++;
                    owed.removeLast();
                } else if (c == ',') {
                    at++;
                    if (close == '}') {
                        key();
                    }
                    break;
                } else {
                    throw unexpected(close == '}' ? "after object key:value pair" : "after array element");
                }
            }
        } while (!owed.isEmpty());
    }

    /** Reads a scalar, an empty collection or the beginning of one; true if a value inside comes next. */
    private boolean beginValue(Deque<Character> owed) {
        skipSpace();
        char c = current();
        switch (c) {
            case '{' -> {
                at++;
                skipSpace();
                if (current() == '}') {
                    at++;
                    return false;
                }
                key();
                owed.addLast('}');
                return true;
            }
            case '[' -> {
                at++;
                skipSpace();
                if (current() == ']') {
                    at++;
                    return false;
                }
                owed.addLast(']');
                return true;
            }
            case '"' -> string();
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> {
                if (c != '-' && !digit(c)) {
                    throw unexpected(VALUE);
                }
                number();
            }
        }
        return false;
    }

    private void key() {
        skipSpace();
        if (current() != '"') {
            throw unexpected("looking for beginning of object key string");
        }
        string();
        skipSpace();
        if (current() != ':') {
            throw unexpected("after object key");
        }
        at++;
    }

    private void string() {
        at++;
        while (current() != '"') {
            char c = current();
            if (c < 0x20) {
                throw unexpected("in string literal");
            }
            at++;
            if (c == '\\') {
                escape();
            }
        }
        at++;
    }

    private void escape() {
        char c = current();
        if ("bfnrt\\/\"".indexOf(c) >= 0) {
            at++;
        } else if (c == 'u') {
            at++;
            for (int i = 0; i < 4; i++, at++) {
                if (Character.digit(current(), 16) < 0) {
                    throw unexpected("in \\u hexadecimal character escape");
                }
            }
        } else {
            throw unexpected("in string escape code");
        }
    }

    private void literal(String word) {
        for (int i = 0; i < word.length(); i++, at++) {
            if (current() != word.charAt(i)) {
                throw unexpected("in literal " + word + " (expecting '" + word.charAt(i) + "')");
            }
        }
    }

    private void number() {
        if (current() == '-') {
            at++;
        }
        if (current() == '0') {
            at++;
        } else {
            digits("in numeric literal");
        }
        if (at < end && json[at] == '.') {
            at++;
            digits("after decimal point in numeric literal");
        }
        if (at < end && (json[at] == 'e' || json[at] == 'E')) {
            at++;
            if (current() == '+' || current() == '-') {
                at++;
            }
            digits("in exponent of numeric literal");
        }
    }

    private void digits(String where) {
        if (!digit(current())) {
            throw unexpected(where);
        }
        while (at < end && digit((char) (json[at] & 0xFF))) {
            at++;
        }
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    private void skipSpace() {
        while (at < end && (json[at] == ' ' || json[at] == '\t' || json[at] == '\r' || json[at] == '\n')) {
            at++;
        }
    }

    private char current() {
        if (at >= end) {
            throw new Fault(END);
        }
        return (char) (json[at] & 0xFF);
    }

    private Fault unexpected(String where) {
        return new Fault("invalid character " + shown(current()) + " " + where);
    }

    private static String shown(char c) {
        return switch (c) {
            case '\'' -> "'\\''";
            case '\\' -> "'\\\\'";
            case '\n' -> "'\\n'";
            case '\r' -> "'\\r'";
            case '\t' -> "'\\t'";
            default -> c < 0x20 || c == 0x7f ? String.format(Locale.ROOT, "'\\x%02x'", (int) c) : "'" + c + "'";
        };
    }
}
