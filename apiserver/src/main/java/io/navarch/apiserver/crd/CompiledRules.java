package io.navarch.apiserver.crd;

import io.navarch.model.custom.CustomSchema;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;

/** Keeps the compiled rules of each schema for as long as it is in use. Thread-safe. */
final class CompiledRules {
    private final Map<CustomSchema, Optional<RuleTree>> trees = Collections.synchronizedMap(new WeakHashMap<>());

    /** The rules of whole objects; empty if the schema has none. Compiling takes a while, and is done once. */
    Optional<RuleTree> of(CustomSchema schema) {
        var known = trees.get(schema);
        if (known != null) {
            return known;
        }
        var made = Optional.ofNullable(RuleTree.of(schema));
        trees.put(schema, made);
        return made;
    }
}
