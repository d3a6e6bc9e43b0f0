package io.navarch.apiserver.usage;

import io.navarch.model.Quantity;
import io.navarch.model.tree.Dict;
import java.math.BigDecimal;

/**
 * An amount of resources in use.
 *
 * @param nanoCores processor time in nanoseconds per second
 * @param bytes the working set
 */
record Usage(long nanoCores, long bytes) {
    private static final int NANO = 9;

    /** As the API writes it. */
    Dict resources() {
        var cpu = Quantity.of(BigDecimal.valueOf(nanoCores, NANO), Quantity.Format.DECIMAL_SI);
        return Dict.of(
                "cpu",
                cpu.toString(),
                "memory",
                Quantity.of(bytes, Quantity.Format.BINARY_SI).toString());
    }
}
