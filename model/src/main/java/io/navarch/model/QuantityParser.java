package io.navarch.model;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code <sign><digits>[.<digits>]<suffix>}. Numbers of up to 18 digits with a decimal suffix never leave
 * {@code long} arithmetic.
 */
final class QuantityParser {
    private static final String WRONG_FORMAT =
            "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
    private static final String WRONG_SUFFIX = "unable to parse quantity's suffix";
    private static final int FAST_DIGITS = 18;
    private static final int NANO = -9;

    private QuantityParser() {}

    static Quantity parse(String text) {
        int length = text.length();
        if (length == 0) {
            throw new QuantityFormatException(WRONG_FORMAT);
        }
        if (length == 1 && text.charAt(0) == '0') {
            return Quantity.ZERO;
        }
        int start = isSign(text.charAt(0)) ? 1 : 0;
        int point = -1;
        int end = start;
        while (end < length) {
            char c = text.charAt(end);
            if (c == '.' && point < 0) {
                point = end;
            } else if (c < '0' || c > '9') {
                break;
            }
            end++;
        }
        int digits = end - start - (point < 0 ? 0 : 1);
        if (digits == 0 || !suffixHasRightForm(text, end)) {
            throw new QuantityFormatException(WRONG_FORMAT);
        }
        Suffix suffix = suffix(text.substring(end));
        int fraction = point < 0 ? 0 : end - point - 1;
        if (suffix.kibi() == 0
                && digits <= FAST_DIGITS
                && suffix.exponent() - fraction >= NANO
                && suffix.exponent() <= 18) {
            Quantity fast = fast(text, start, end, suffix.exponent() - fraction, suffix.format());
            if (fast != null) {
                return fast;
            }
        }
        return exact(text.substring(0, end), suffix);
    }

    private static @Nullable Quantity fast(String text, int start, int end, int exponent, Quantity.Format format) {
        long unscaled = 0;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c != '.') {
                unscaled = unscaled * 10 + (c - '0');
            }
        }
        if (exponent > 0 && unscaled != 0 && Math.log10((double) unscaled) + exponent >= 18) {
            // It may pass the cap of 2^63-1.
            return null;
        }
        return Quantity.fromParts(text.charAt(0) == '-' ? -unscaled : unscaled, exponent, format);
    }

    private static Quantity exact(String number, Suffix suffix) {
        BigDecimal amount;
        try {
            amount = new BigDecimal(number.endsWith(".") ? number.substring(0, number.length() - 1) : number);
        } catch (NumberFormatException e) {
            throw new QuantityFormatException("unable to parse numeric part of quantity");
        }
        if (suffix.kibi() > 0) {
            amount = amount.multiply(Quantity.kibi(suffix.kibi()));
        } else {
            amount = amount.scaleByPowerOfTen(suffix.exponent());
        }
        boolean belowOne = amount.signum() > 0 && amount.compareTo(BigDecimal.ONE) < 0;
        Quantity.Format format =
                suffix.format() == Quantity.Format.BINARY_SI && belowOne ? Quantity.Format.DECIMAL_SI : suffix.format();
        return Quantity.fromDecimal(amount, format);
    }

    /** {@code [eEinumkKMGTP]*[-+]?[0-9]*} to the end of the text. */
    private static boolean suffixHasRightForm(String text, int from) {
        int at = from;
        while (at < text.length() && "eEinumkKMGTP".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        if (at < text.length() && isSign(text.charAt(at))) {
            at++;
        }
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at == text.length();
    }

    private record Suffix(int kibi, int exponent, Quantity.Format format) {}

    private static Suffix suffix(String suffix) {
        return switch (suffix) {
            case "" -> decimal(0);
            case "n" -> decimal(-9);
            case "u" -> decimal(-6);
            case "m" -> decimal(-3);
            case "k" -> decimal(3);
            case "M" -> decimal(6);
            case "G" -> decimal(9);
            case "T" -> decimal(12);
            case "P" -> decimal(15);
            case "E" -> decimal(18);
            case "Ki" -> binary(1);
            case "Mi" -> binary(2);
            case "Gi" -> binary(3);
            case "Ti" -> binary(4);
            case "Pi" -> binary(5);
            case "Ei" -> binary(6);
            default -> exponent(suffix);
        };
    }

    private static Suffix decimal(int exponent) {
        return new Suffix(0, exponent, Quantity.Format.DECIMAL_SI);
    }

    private static Suffix binary(int power) {
        return new Suffix(power, 0, Quantity.Format.BINARY_SI);
    }

    private static Suffix exponent(String suffix) {
        if (suffix.length() > 1 && (suffix.charAt(0) == 'e' || suffix.charAt(0) == 'E')) {
            try {
                int exponent = Integer.parseInt(suffix.substring(1));
                // Beyond this every amount is capped or rounded anyway; BigDecimal must not be asked for 10^2147483647.
                int bounded = Math.max(-1000, Math.min(1000, exponent));
                return new Suffix(0, bounded, Quantity.Format.DECIMAL_EXPONENT);
            } catch (NumberFormatException e) {
                throw new QuantityFormatException(WRONG_SUFFIX);
            }
        }
        throw new QuantityFormatException(WRONG_SUFFIX);
    }

    private static boolean isSign(char c) {
        return c == '+' || c == '-';
    }
}
