package io.navarch.apiserver.table;

import io.navarch.model.Quantity;
import io.navarch.model.tree.Struct;

/** What pods use. */
final class UsageCells {
    private UsageCells() {}

    /** What all containers of the pod use of the resource. */
    static String sum(Struct metrics, String resource) {
        var sum = Quantity.ZERO;
        for (var container : CellFunctions.structs(metrics.get("containers"))) {
            var amount = CellFunctions.text(container, ".usage." + resource);
            if (!amount.isEmpty()) {
                sum = sum.isZero() ? Quantity.parse(amount) : sum.add(Quantity.parse(amount));
            }
        }
        return sum.toString();
    }
}
