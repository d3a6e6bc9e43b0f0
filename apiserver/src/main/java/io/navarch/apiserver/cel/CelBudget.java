package io.navarch.apiserver.cel;

/**
 * How much work expressions may do together, in steps: a step is an evaluated part of an expression. Confined to one thread.
 * The limits are upstream's.
 */
public final class CelBudget {
    /** What one expression may cost. */
    public static final long PER_CALL = 1_000_000;

    /** What all expressions about one object may cost. */
    public static final long PER_OBJECT = 10_000_000;

    private long left;

    public CelBudget(long steps) {
        this.left = steps;
    }

    /** For the expressions about one object. */
    public static CelBudget perObject() {
        return new CelBudget(PER_OBJECT);
    }

    /** Whether nothing is left: the expressions that were not evaluated count as failed. */
    public boolean exhausted() {
        return left < 0;
    }

    long left() {
        return left;
    }

    void spend(long steps) {
        left -= steps;
    }
}
