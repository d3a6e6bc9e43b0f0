package io.navarch.apiserver.table;

import io.navarch.model.tree.Struct;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Computes a cell that is more than a field of the object. Pure. */
@FunctionalInterface
interface CellFunction {
    /** The cell as a tree value; null is a JSON null. */
    @Nullable
    Object cell(Struct object, Instant now);
}
