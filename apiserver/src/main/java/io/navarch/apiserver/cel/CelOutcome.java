package io.navarch.apiserver.cel;

/** What came of an evaluation. */
public sealed interface CelOutcome {
    /** The expression's value: Boolean, String, Long, Double, lists and maps of such. */
    record Value(Object value) implements CelOutcome {
        /**
         * The value as one of the tree.
         *
         * @throws IllegalArgumentException if JSON has no such values
         */
        public Object tree() {
            return TreeResults.of(value);
        }
    }

    /** The evaluation failed, for instance because a key is not there. */
    record Failure(String message) implements CelOutcome {}

    /** The evaluation was stopped because it cost too much. */
    record OverBudget(String message) implements CelOutcome {}

    /** Whether the value is {@code true}. */
    default boolean isTrue() {
        return this instanceof Value(Object value) && Boolean.TRUE.equals(value);
    }
}
