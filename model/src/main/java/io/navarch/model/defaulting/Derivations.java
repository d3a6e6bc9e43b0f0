package io.navarch.model.defaulting;

import io.navarch.model.tree.Struct;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The functions that type files name under {@code derive}. */
final class Derivations {
    private Derivations() {}

    static Map<String, UnaryOperator<Struct>> all() {
        var all = new HashMap<String, UnaryOperator<Struct>>();
        PodDerivations.register(all);
        CoreDerivations.register(all);
        WorkloadDerivations.register(all);
        ExtensionDerivations.register(all);
        return Map.copyOf(all);
    }

    /** The object with the member, if it has none yet (or an empty text). */
    static Struct withDefault(Struct object, String member, Object value) {
        var present = object.get(member);
        return present == null || present.equals("") ? object.with(member, value) : object;
    }
}
