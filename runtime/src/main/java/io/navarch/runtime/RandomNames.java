package io.navarch.runtime;

import java.util.UUID;
import java.util.random.RandomGenerator;

/** Random name suffixes and uids, from an injected generator so that a seed repeats a run. Thread-safe if the generator is. */
public final class RandomNames {
    /** No vowels and nothing that looks like another letter, so that no suffix spells a word. */
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

    /** Upstream cuts the base of a generated name so that the whole is at most 63 characters. */
    private static final int LONGEST_BASE = 58;

    private final RandomGenerator random;

    public RandomNames(RandomGenerator random) {
        this.random = random;
    }

    /** A suffix of the given length for something. */
    public String suffix(String thing, int length) {
        return suffix(source("suffix " + thing), length);
    }

    private RandomGenerator source(String purpose) {
        return random instanceof SeededRandom seeded ? seeded.of(purpose) : random;
    }

    private static String suffix(RandomGenerator random, int length) {
        var text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    /** The base with five random characters, as generateName makes it. */
    public String generate(String base) {
        return (base.length() > LONGEST_BASE ? base.substring(0, LONGEST_BASE) : base) + suffix(base, 5);
    }

    /** A random (version 4) uid for something. */
    public String uid(String thing) {
        var source = source("uid " + thing);
        long high = source.nextLong() & ~0xF000L | 0x4000L;
        long low = source.nextLong() & ~(3L << 62) | 1L << 63;
        return new UUID(high, low).toString();
    }

    /** Hashes as upstream does for pod-template-hash: a 32-bit FNV-1a value written with the suffix alphabet. */
    public static String safeEncode(long value) {
        var digits = Long.toString(value & 0xFFFFFFFFL);
        var text = new StringBuilder(digits.length());
        for (int i = 0; i < digits.length(); i++) {
            text.append(ALPHABET.charAt(digits.charAt(i) % ALPHABET.length()));
        }
        return text.toString();
    }
}
