package io.navarch.model.validation;

import io.navarch.model.tree.Struct;

/** A rule in Java, named in a type file: what data cannot say about a value of that type. */
@FunctionalInterface
interface Check {
    /**
     * Looks at one value.
     *
     * @param path where it is in the object
     * @param scope collects the faults and validates parts that the check takes over
     */
    void check(Struct value, String path, Scope scope);
}
