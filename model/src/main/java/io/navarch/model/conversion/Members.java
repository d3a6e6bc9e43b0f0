package io.navarch.model.conversion;

import io.navarch.model.tree.Dict;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Moves members of untyped objects about. */
final class Members {
    private Members() {}

    /** The object there, or an empty one. */
    static Dict object(Dict owner, String name) {
        return owner.get(name) instanceof Dict dict ? dict : Dict.EMPTY;
    }

    static Dict renamed(Dict owner, String from, String to) {
        var value = owner.get(from);
        return value == null ? owner : owner.with(from, null).with(to, value);
    }

    /** The owner with its member changed, if it has the member and it is an object. */
    static Dict inside(Dict owner, String name, UnaryOperator<Dict> change) {
        return owner.get(name) instanceof Dict dict ? owner.with(name, change.apply(dict)) : owner;
    }

    /** The owner with each object of its list changed. */
    static Dict each(Dict owner, String name, UnaryOperator<Dict> change) {
        if (!(owner.get(name) instanceof List<?> list)) {
            return owner;
        }
        var changed = new ArrayList<Object>(list.size());
        for (var element : list) {
            changed.add(element instanceof Dict dict ? change.apply(dict) : element);
        }
        return owner.with(name, List.copyOf(changed));
    }

    /** The owner with the member, if it has none yet. */
    static Dict withDefault(Dict owner, String name, Object value) {
        return owner.get(name) == null ? owner.with(name, value) : owner;
    }

    /** The owner with the member when there is a value for it. */
    static Dict withPresent(Dict owner, String name, @Nullable Object value) {
        return value == null ? owner : owner.with(name, value);
    }
}
