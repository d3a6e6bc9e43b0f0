package io.navarch.apiserver.strategy;

import java.math.BigInteger;
import java.util.Objects;
import java.util.random.RandomGenerator;

/** Gives out the addresses of one range. Guarded by its owner's lock. */
final class AddressPool {
    private final Cidr cidr;
    private final NumberPool numbers;
    private final java.util.Set<String> beyond = new java.util.HashSet<>();
    private final BigInteger base;

    AddressPool(Cidr cidr, RandomGenerator random) {
        this.cidr = cidr;
        this.numbers = new NumberPool(cidr.size(), Math.clamp(cidr.size() / 16, 16, 256), random);
        this.base = value(cidr.network());
    }

    private static BigInteger value(String address) {
        return new BigInteger(1, Objects.requireNonNull(Cidr.bytes(address)));
    }

    Cidr cidr() {
        return cidr;
    }

    /** Takes the address; throws with upstream's words if it cannot be had. */
    void take(String address, boolean dryRun) {
        if (!cidr.contains(address)) {
            throw new PoolExhaustedException(
                    "the provided IP (" + address + ") is not in the valid range. The range of valid IPs is " + cidr);
        }
        int number = number(address);
        boolean free = number < 0
                ? dryRun ? !beyond.contains(address) : beyond.add(address)
                : dryRun ? !numbers.isTaken(number) : numbers.take(number);
        if (!free) {
            throw new PoolExhaustedException("provided IP is already allocated");
        }
    }

    /** Takes any address; a dry run only shows the network's own. */
    String takeAny(boolean dryRun) {
        if (dryRun) {
            return cidr.network();
        }
        int number = numbers.takeAny();
        if (number < 0) {
            throw new PoolExhaustedException("range is full");
        }
        return cidr.at(number);
    }

    void release(String address) {
        int number = cidr.contains(address) ? number(address) : -1;
        if (number >= 0) {
            numbers.release(number);
        }
        beyond.remove(address);
    }

    /** The number of an address of the range, or -1 if it lies beyond those that are counted. */
    private int number(String address) {
        var offset = value(address).subtract(base).subtract(BigInteger.ONE);
        return offset.compareTo(BigInteger.valueOf(cidr.size())) < 0 ? offset.intValueExact() : -1;
    }
}
