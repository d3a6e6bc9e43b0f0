package io.navarch.model;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * An amount of a resource ({@code 100m}, {@code 1.5Gi}, {@code 12e6}), exact to 10⁻⁹, with the notation it was written
 * in. Immutable. Amounts that fit a {@code long} at a power of ten are kept so; the few others as a {@link BigDecimal}.
 *
 * <p>Written back, a quantity is canonical: no fractional digits, the largest exponent that keeps it whole. Parsing
 * rounds up to the next 10⁻⁹ and caps at 2⁶³−1, as the API's documentation of {@code resource.Quantity} states.
 * Equality is that of the amounts: {@code 1000m} equals {@code 1}.
 */
public final class Quantity implements Comparable<Quantity> {
    /** The notation a quantity is written in. */
    public enum Format {
        /** Powers of 1024: {@code Ki, Mi, Gi, …}. */
        BINARY_SI,
        /** Powers of 1000: {@code n, u, m, k, M, G, …}. */
        DECIMAL_SI,
        /** An exponent that is a multiple of three: {@code 12e6}. */
        DECIMAL_EXPONENT
    }

    /** No amount: {@code 0}. */
    public static final Quantity ZERO = new Quantity(0, 0, null, Format.DECIMAL_SI);

    private static final int NANO = -9;
    private static final BigDecimal MAX = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final BigDecimal KIBI = BigDecimal.valueOf(1024);

    /** The amount is {@code unscaled × 10^exponent}, unless {@link #large} holds it. */
    private final long unscaled;

    private final int exponent;
    private final @Nullable BigDecimal large;
    private final Format format;
    private @Nullable String text;

    private Quantity(long unscaled, int exponent, @Nullable BigDecimal large, Format format) {
        this.unscaled = unscaled;
        this.exponent = exponent;
        this.large = large;
        this.format = format;
    }

    /** A whole number, in decimal notation. */
    public static Quantity of(long amount) {
        return amount == 0 ? ZERO : new Quantity(amount, 0, null, Format.DECIMAL_SI);
    }

    /** A whole number in the given notation, such as bytes in {@link Format#BINARY_SI}. */
    public static Quantity of(long amount, Format format) {
        return new Quantity(amount, 0, null, format);
    }

    /** Thousandths, in decimal notation: {@code ofMilli(1500)} is {@code 1500m}. */
    public static Quantity ofMilli(long thousandths) {
        return new Quantity(thousandths, -3, null, Format.DECIMAL_SI);
    }

    /** The amount of a decimal number, rounded up to 10⁻⁹. */
    public static Quantity of(BigDecimal amount, Format format) {
        return fromDecimal(amount, format);
    }

    /**
     * Parses {@code text}.
     *
     * @throws QuantityFormatException with upstream's message when it is no quantity
     */
    public static Quantity parse(String text) {
        return QuantityParser.parse(text);
    }

    /** Whether {@code text} can be parsed. */
    public static boolean isValid(String text) {
        try {
            parse(text);
            return true;
        } catch (QuantityFormatException e) {
            return false;
        }
    }

    static Quantity fromParts(long unscaled, int exponent, Format format) {
        return new Quantity(unscaled, exponent, null, format);
    }

    /** Rounds up to 10⁻⁹, caps at ±(2⁶³−1) and picks the small representation when it fits. */
    static Quantity fromDecimal(BigDecimal amount, Format format) {
        BigDecimal rounded = amount.scale() > -NANO ? amount.setScale(-NANO, RoundingMode.UP) : amount;
        if (rounded.compareTo(MAX) > 0) {
            rounded = MAX;
        } else if (rounded.compareTo(MAX.negate()) < 0) {
            rounded = MAX.negate();
        }
        BigDecimal stripped = rounded.signum() == 0 ? BigDecimal.ZERO : rounded.stripTrailingZeros();
        if (stripped.precision() <= 18) {
            return new Quantity(stripped.unscaledValue().longValueExact(), -stripped.scale(), null, format);
        }
        if (stripped.scale() <= 0) {
            return new Quantity(stripped.longValueExact(), 0, null, format);
        }
        return new Quantity(0, 0, stripped, format);
    }

    /** The notation it is written in. */
    public Format format() {
        return format;
    }

    /** −1, 0 or 1 by the sign of the amount. */
    public int signum() {
        return large != null ? large.signum() : Long.signum(unscaled);
    }

    /** Whether it is nothing. */
    public boolean isZero() {
        return signum() == 0;
    }

    /** The exact amount. */
    public BigDecimal toBigDecimal() {
        return large != null ? large : BigDecimal.valueOf(unscaled, -exponent);
    }

    /** The amount as a double, which may not be exact. */
    public double doubleValue() {
        return large == null && exponent == 0 ? unscaled : toBigDecimal().doubleValue();
    }

    /** Whole units, rounded away from zero. */
    public long value() {
        return scaledValue(0);
    }

    /** Thousandths, rounded away from zero. */
    public long milliValue() {
        return scaledValue(-3);
    }

    /** Units of {@code 10^scale}, rounded away from zero, capped to a {@code long}. */
    public long scaledValue(int scale) {
        if (large == null) {
            int shift = exponent - scale;
            if (shift == 0) {
                return unscaled;
            }
            if (shift > 0 && shift < 19) {
                long factor = powerOfTen(shift);
                if (Math.multiplyHigh(unscaled, factor) == (unscaled * factor) >> 63) {
                    return unscaled * factor;
                }
            } else if (shift < 0 && shift > -19) {
                long divisor = powerOfTen(-shift);
                long quotient = unscaled / divisor;
                return unscaled % divisor == 0 ? quotient : quotient + Long.signum(unscaled);
            }
        }
        BigInteger scaled = toBigDecimal()
                .scaleByPowerOfTen(-scale)
                .setScale(0, RoundingMode.UP)
                .toBigInteger();
        if (scaled.bitLength() > 63) {
            return scaled.signum() > 0 ? Long.MAX_VALUE : Long.MIN_VALUE;
        }
        return scaled.longValue();
    }

    /** The sum, in this quantity's notation (or the other's, when this one is zero). */
    public Quantity add(Quantity other) {
        if (other.isZero()) {
            return this;
        }
        Format kept = isZero() ? other.format : format;
        if (large == null && other.large == null) {
            int lower = Math.min(exponent, other.exponent);
            long a = aligned(unscaled, exponent - lower);
            long b = aligned(other.unscaled, other.exponent - lower);
            long sum = a + b;
            // The top value marks an overflow of the alignment; such sums take the slow way.
            if (a != Long.MIN_VALUE && b != Long.MIN_VALUE && ((a ^ sum) & (b ^ sum)) >= 0) {
                return new Quantity(sum, lower, null, kept);
            }
        }
        return fromDecimal(toBigDecimal().add(other.toBigDecimal()), kept);
    }

    /** The difference, in this quantity's notation (or the other's, when this one is zero). */
    public Quantity subtract(Quantity other) {
        return add(other.negate());
    }

    /** The amount with the other sign. */
    public Quantity negate() {
        return large != null || unscaled == Long.MIN_VALUE
                ? fromDecimal(toBigDecimal().negate(), format)
                : new Quantity(-unscaled, exponent, null, format);
    }

    /** The amount {@code times} over. */
    public Quantity multiply(long times) {
        if (large == null && Math.multiplyHigh(unscaled, times) == (unscaled * times) >> 63) {
            return new Quantity(unscaled * times, exponent, null, format);
        }
        return fromDecimal(toBigDecimal().multiply(BigDecimal.valueOf(times)), format);
    }

    /** The larger of the two. */
    public Quantity max(Quantity other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /** The smaller of the two. */
    public Quantity min(Quantity other) {
        return compareTo(other) <= 0 ? this : other;
    }

    @Override
    public int compareTo(Quantity other) {
        if (large == null && other.large == null) {
            if (exponent == other.exponent) {
                return Long.compare(unscaled, other.unscaled);
            }
            if (signum() != other.signum()) {
                return Integer.compare(signum(), other.signum());
            }
        }
        return toBigDecimal().compareTo(other.toBigDecimal());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Quantity that && compareTo(that) == 0;
    }

    @Override
    public int hashCode() {
        return isZero() ? 0 : toBigDecimal().stripTrailingZeros().hashCode();
    }

    /** The canonical text. */
    @Override
    public String toString() {
        String canonical = text;
        if (canonical == null) {
            canonical = QuantityFormatter.format(this);
            text = canonical;
        }
        return canonical;
    }

    /** Whether the amount has no fraction. */
    boolean isWhole() {
        return large != null
                ? large.stripTrailingZeros().scale() <= 0
                : exponent >= 0 || unscaled % powerOfTen(-exponent) == 0;
    }

    static BigDecimal kibi(int power) {
        return KIBI.pow(power);
    }

    private static long aligned(long unscaled, int shift) {
        if (shift == 0 || unscaled == 0) {
            return unscaled;
        }
        if (shift > 18) {
            return Long.MIN_VALUE;
        }
        long factor = powerOfTen(shift);
        long product = unscaled * factor;
        return Math.multiplyHigh(unscaled, factor) == product >> 63 ? product : Long.MIN_VALUE;
    }

    static long powerOfTen(int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= 10;
        }
        return power;
    }
}
