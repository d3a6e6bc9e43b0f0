package io.navarch.scheduler.state;

import io.navarch.model.Quantity;
import java.util.HashMap;
import java.util.Map;

/** Amounts of resources as plain numbers: CPU in thousandths, the rest in bytes or pieces. Mutable; one owner. */
public final class ResourceAmounts {
    private long milliCpu;
    private long memory;
    private long ephemeralStorage;
    private Map<String, Long> others = Map.of();

    public long milliCpu() {
        return milliCpu;
    }

    public long memory() {
        return memory;
    }

    public long ephemeralStorage() {
        return ephemeralStorage;
    }

    /** Extended resources, huge pages and such, by name. */
    public Map<String, Long> others() {
        return others;
    }

    public long other(String name) {
        return others.getOrDefault(name, 0L);
    }

    /** The amounts that a map of quantities states; "pods" is left to the caller. */
    public static ResourceAmounts of(Map<String, String> quantities) {
        var amounts = new ResourceAmounts();
        quantities.forEach((name, text) -> {
            var quantity = Quantity.parse(text);
            switch (name) {
                case "cpu" -> amounts.milliCpu = quantity.milliValue();
                case "memory" -> amounts.memory = quantity.value();
                case "ephemeral-storage" -> amounts.ephemeralStorage = quantity.value();
                case "pods" -> {}
                default -> amounts.setOther(name, quantity.value());
            }
        });
        return amounts;
    }

    /** CPU and memory alone. */
    public static ResourceAmounts of(long milliCpu, long memory) {
        var amounts = new ResourceAmounts();
        amounts.milliCpu = milliCpu;
        amounts.memory = memory;
        return amounts;
    }

    private void setOther(String name, long value) {
        if (others.isEmpty()) {
            others = new HashMap<>();
        }
        others.put(name, value);
    }

    public void add(ResourceAmounts more) {
        change(more, 1);
    }

    public void subtract(ResourceAmounts less) {
        change(less, -1);
    }

    private void change(ResourceAmounts by, int sign) {
        milliCpu += sign * by.milliCpu;
        memory += sign * by.memory;
        ephemeralStorage += sign * by.ephemeralStorage;
        by.others.forEach((name, value) -> setOther(name, other(name) + sign * value));
    }

    /** Raises each amount to at least the other's. */
    public void raiseTo(ResourceAmounts least) {
        milliCpu = Math.max(milliCpu, least.milliCpu);
        memory = Math.max(memory, least.memory);
        ephemeralStorage = Math.max(ephemeralStorage, least.ephemeralStorage);
        least.others.forEach((name, value) -> setOther(name, Math.max(other(name), value)));
    }

    public ResourceAmounts copy() {
        var copy = new ResourceAmounts();
        copy.add(this);
        return copy;
    }

    public boolean isZero() {
        return milliCpu == 0 && memory == 0 && ephemeralStorage == 0 && others.isEmpty();
    }
}
