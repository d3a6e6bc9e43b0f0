package io.navarch.apiserver.cel.cost;

/**
 * How much of something there may be, at least and at most: steps of work, or elements of a value. Sums and products stop at
 * the largest number.
 */
record Amount(long min, long max) {
    static final Amount ZERO = new Amount(0, 0);
    static final Amount ONE = new Amount(1, 1);
    static final Amount UNKNOWN = new Amount(0, Long.MAX_VALUE);

    static Amount of(long exactly) {
        return new Amount(exactly, exactly);
    }

    Amount plus(Amount other) {
        return new Amount(plus(min, other.min), plus(max, other.max));
    }

    Amount times(Amount other) {
        return new Amount(times(min, other.min), times(max, other.max));
    }

    /** Each bound times the factor, rounded up. */
    Amount times(double factor) {
        return new Amount(times(min, factor), times(max, factor));
    }

    /** What covers both. */
    Amount or(Amount other) {
        return new Amount(Math.min(min, other.min), Math.max(max, other.max));
    }

    static long plus(long one, long other) {
        long sum = one + other;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    static long times(long one, long other) {
        return one != 0 && other > Long.MAX_VALUE / one ? Long.MAX_VALUE : one * other;
    }

    private static long times(long value, double factor) {
        double product = Math.ceil(value * factor);
        return product >= Long.MAX_VALUE ? Long.MAX_VALUE : (long) product;
    }
}
