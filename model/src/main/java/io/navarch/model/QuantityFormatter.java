package io.navarch.model;

import java.math.BigDecimal;
import java.math.BigInteger;

/** Writes quantities canonically: a whole number and the largest suffix that keeps it whole. */
final class QuantityFormatter {
    private static final BigDecimal KIBI = BigDecimal.valueOf(1024);
    private static final BigInteger KIBI_INTEGER = BigInteger.valueOf(1024);
    private static final BigInteger THOUSAND = BigInteger.valueOf(1000);
    private static final String[] BINARY = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
    private static final String[] DECIMAL = {"n", "u", "m", "", "k", "M", "G", "T", "P", "E"};
    private static final int NANO = -9;

    private QuantityFormatter() {}

    static String format(Quantity quantity) {
        if (quantity.isZero()) {
            return "0";
        }
        return switch (quantity.format()) {
            case BINARY_SI -> binary(quantity);
            case DECIMAL_SI, DECIMAL_EXPONENT -> decimal(quantity);
        };
    }

    /** Small amounts and fractions are clearer, and exact, in decimal notation. */
    private static String binary(Quantity quantity) {
        BigDecimal amount = quantity.toBigDecimal();
        if (amount.abs().compareTo(KIBI) < 0 || !quantity.isWhole()) {
            return decimal(quantity);
        }
        BigInteger number = amount.toBigIntegerExact();
        int power = 0;
        while (power < BINARY.length - 1 && number.mod(KIBI_INTEGER).signum() == 0) {
            number = number.divide(KIBI_INTEGER);
            power++;
        }
        return number + BINARY[power];
    }

    private static String decimal(Quantity quantity) {
        BigDecimal amount = quantity.toBigDecimal().stripTrailingZeros();
        int exponent = Math.max(NANO, Math.floorDiv(-amount.scale(), 3) * 3);
        BigInteger number = amount.scaleByPowerOfTen(-exponent).toBigIntegerExact();
        while (exponent < 18 && number.mod(THOUSAND).signum() == 0) {
            number = number.divide(THOUSAND);
            exponent += 3;
        }
        while (exponent > 18) {
            number = number.multiply(THOUSAND);
            exponent -= 3;
        }
        if (quantity.format() == Quantity.Format.DECIMAL_EXPONENT) {
            return exponent == 0 ? number.toString() : number + "e" + exponent;
        }
        return number + DECIMAL[(exponent - NANO) / 3];
    }
}
