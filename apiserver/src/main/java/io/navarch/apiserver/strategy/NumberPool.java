package io.navarch.apiserver.strategy;

import java.util.BitSet;
import java.util.random.RandomGenerator;

/**
 * Gives out the numbers from 0 to below its size, each to one holder. What is taken without asking for a number comes from
 * the upper part, so that the lower part stays free for those who do ask (KEP-3070, KEP-3668). Guarded by its owner's lock.
 */
final class NumberPool {
    private final BitSet taken = new BitSet();
    private final int size;
    private final int reserved;
    private final RandomGenerator random;

    NumberPool(int size, int reserved, RandomGenerator random) {
        this.size = size;
        this.reserved = Math.min(reserved, size);
        this.random = random;
    }

    /** Takes a number; false if somebody has it. */
    boolean take(int number) {
        if (taken.get(number)) {
            return false;
        }
        taken.set(number);
        return true;
    }

    /** Takes any free number, or gives -1. */
    int takeAny() {
        int number = free(reserved, size);
        if (number < 0) {
            number = free(0, reserved);
        }
        if (number >= 0) {
            taken.set(number);
        }
        return number;
    }

    private int free(int from, int to) {
        if (from >= to) {
            return -1;
        }
        int start = from + random.nextInt(to - from);
        int next = taken.nextClearBit(start);
        if (next < to) {
            return next;
        }
        next = taken.nextClearBit(from);
        return next < start ? next : -1;
    }

    void release(int number) {
        taken.clear(number);
    }

    boolean isTaken(int number) {
        return taken.get(number);
    }
}
