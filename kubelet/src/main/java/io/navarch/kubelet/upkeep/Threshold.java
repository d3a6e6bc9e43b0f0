package io.navarch.kubelet.upkeep;

import io.navarch.model.Quantity;
import java.util.ArrayList;
import java.util.List;

/**
 * Below how much of something pods are evicted.
 *
 * @param percent of the capacity, negative if the quantity counts
 */
public record Threshold(Signal signal, Quantity quantity, double percent) {
    /** The kubelet's own. */
    public static final String DEFAULT =
            "imagefs.available<15%,memory.available<100Mi,nodefs.available<10%,nodefs.inodesFree<5%";

    /**
     * How much there is and could be, in bytes or in numbers.
     */
    public record Level(long available, long capacity) {}

    /** Reads {@code memory.available<100Mi,nodefs.available<10%}; an empty text is no threshold. */
    public static List<Threshold> parse(String text) {
        var thresholds = new ArrayList<Threshold>();
        for (var part : text.split(",", -1)) {
            if (part.isBlank()) {
                continue;
            }
            int sign = part.indexOf('<');
            if (sign < 0) {
                throw new IllegalArgumentException("invalid eviction threshold: " + part);
            }
            var signal = Signal.of(part.substring(0, sign).strip());
            var value = part.substring(sign + 1).strip();
            if (value.endsWith("%")) {
                double percent = Double.parseDouble(value.substring(0, value.length() - 1));
                thresholds.add(new Threshold(signal, Quantity.ZERO, percent));
            } else {
                thresholds.add(new Threshold(signal, Quantity.parse(value), -1));
            }
        }
        return List.copyOf(thresholds);
    }

    /** The amount below which it is met. */
    public long amount(Level level) {
        return percent < 0 ? quantity.value() : (long) (level.capacity() * percent / 100);
    }

    public boolean met(Level level) {
        return level.available() < amount(level);
    }
}
