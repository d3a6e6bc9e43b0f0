package io.navarch.model.selector;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A condition on labels: all of its requirements hold. The selector without requirements selects everything; {@link
 * #nothing()} selects nothing. Requirements are ordered by key.
 */
public final class LabelSelector {
    private static final LabelSelector EVERYTHING = new LabelSelector(List.of(), true);
    private static final LabelSelector NOTHING = new LabelSelector(List.of(), false);

    private final List<Requirement> requirements;
    private final boolean possible;

    private LabelSelector(List<Requirement> requirements, boolean possible) {
        this.requirements = requirements;
        this.possible = possible;
    }

    /** Selects every object. */
    public static LabelSelector everything() {
        return EVERYTHING;
    }

    /** Selects no object. */
    public static LabelSelector nothing() {
        return NOTHING;
    }

    /** All of {@code requirements}. */
    public static LabelSelector of(List<Requirement> requirements) {
        if (requirements.isEmpty()) {
            return EVERYTHING;
        }
        List<Requirement> sorted = new ArrayList<>(requirements);
        sorted.sort(Comparator.comparing(Requirement::key));
        return new LabelSelector(List.copyOf(sorted), true);
    }

    /** Each of the labels with its value, unchecked: the selector of Services and ReplicationControllers. */
    public static LabelSelector of(Map<String, String> labels) {
        List<Requirement> requirements = new ArrayList<>(labels.size());
        labels.forEach((key, value) ->
                requirements.add(new Requirement(key, Requirement.Operator.EQUALS, new TreeSet<>(List.of(value)))));
        return of(requirements);
    }

    /** The selector that an object states; one that is absent or empty selects everything. */
    public static LabelSelector of(io.navarch.model.meta.v1.LabelSelector stated) {
        List<Requirement> requirements = new ArrayList<>();
        stated.matchLabels()
                .forEach((key, value) -> requirements.add(
                        new Requirement(key, Requirement.Operator.EQUALS, new TreeSet<>(List.of(value)))));
        for (var expression : stated.matchExpressions()) {
            var operator =
                    switch (expression.operator()) {
                        case "In" -> Requirement.Operator.IN;
                        case "NotIn" -> Requirement.Operator.NOT_IN;
                        case "Exists" -> Requirement.Operator.EXISTS;
                        case "DoesNotExist" -> Requirement.Operator.DOES_NOT_EXIST;
                        default ->
                            throw new SelectorException(
                                    "\"" + expression.operator() + "\" is not a valid label selector operator");
                    };
            requirements.add(new Requirement(expression.key(), operator, new TreeSet<>(expression.values())));
        }
        return of(requirements);
    }

    /**
     * Reads the text form: {@code a=b,c!=d,e in (f,g),!h,i>3}.
     *
     * @throws SelectorException with upstream's message
     */
    public static LabelSelector parse(String text) {
        return of(new LabelSelectorParser(text).parse());
    }

    /** Its requirements, ordered by key. */
    public List<Requirement> requirements() {
        return requirements;
    }

    /** Whether it selects everything. */
    public boolean isEverything() {
        return possible && requirements.isEmpty();
    }

    /** Whether it can select nothing at all. */
    public boolean isNothing() {
        return !possible;
    }

    /** Whether the labels fulfil it. */
    public boolean matches(Map<String, String> labels) {
        return matches(Labels.of(labels));
    }

    /** Whether the labels fulfil it. */
    public boolean matches(Labels labels) {
        for (Requirement requirement : requirements) {
            if (!requirement.matches(labels)) {
                return false;
            }
        }
        return possible;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LabelSelector that
                && possible == that.possible
                && requirements.equals(that.requirements);
    }

    @Override
    public int hashCode() {
        return requirements.hashCode() * 2 + (possible ? 1 : 0);
    }

    /** The text form. */
    @Override
    public String toString() {
        return String.join(",", requirements.stream().map(Requirement::toString).toList());
    }
}
