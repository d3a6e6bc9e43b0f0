package io.navarch.model;

import java.util.OptionalLong;

/**
 * What the API calls {@code IntOrString}: in the tree simply a {@link Long} or a {@link String} such as {@code 25%} or
 * the name of a port. These functions read either.
 */
public final class IntOrString {
    private IntOrString() {}

    /** Whether it is a percentage. */
    public static boolean isPercent(Object value) {
        return value instanceof String text && percentage(text).isPresent();
    }

    /** The number before the percent sign, if it is a percentage. */
    public static OptionalLong percentage(Object value) {
        if (!(value instanceof String text) || text.length() < 2 || !text.endsWith("%")) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(text, 0, text.length() - 1, 10));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /**
     * The number, or the percentage of {@code total}, rounded as told.
     *
     * @throws IllegalArgumentException when it is neither, with upstream's message
     */
    public static int scaled(Object value, int total, boolean roundUp) {
        if (value instanceof Number number) {
            return number.intValue();
        }
        String text = value.toString();
        if (!text.endsWith("%")) {
            throw new IllegalArgumentException(
                    "invalid value for IntOrString: invalid type: string is not a percentage");
        }
        OptionalLong percentage = percentage(text);
        if (percentage.isEmpty()) {
            String number = text.substring(0, text.length() - 1);
            throw new IllegalArgumentException("invalid value for IntOrString: invalid value \"" + text
                    + "\": strconv.Atoi: parsing \"" + number + "\": invalid syntax");
        }
        long hundredths = percentage.getAsLong() * total;
        return Math.toIntExact(roundUp ? Math.ceilDiv(hundredths, 100L) : Math.floorDiv(hundredths, 100L));
    }

    /** The number, or the number the text holds, or 0: as upstream reads a port. */
    public static int intValue(Object value) {
        if (value instanceof Number number) {
            return number.intValue();
        }
        try {
            return Integer.parseInt(value.toString());
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
