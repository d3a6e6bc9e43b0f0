package io.navarch.apiserver.watchcache;

import io.navarch.model.selector.LabelSelector;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which objects of a resource a list or watch is about.
 *
 * @param prefix what their keys begin with
 * @param exactKey the only key that can be selected, or "" if there is no such
 * @param labels what their labels fulfil
 * @param terms what their selectable fields fulfil
 */
public record Selection(String prefix, String exactKey, LabelSelector labels, List<Term> terms) {
    /**
     * A condition on a selectable field.
     *
     * @param field the field's number among the kind's selectable fields; {@link #NAME}, {@link #NAMESPACE} or {@link #SEEN}
     * @param seen reads the field as another version has it, which may take its time (a webhook converts): never called by the
     *     thread that follows the store, nor under a lock
     */
    public record Term(
            int field,
            boolean equal,
            String value,
            @Nullable Function<CachedObject, String> seen) {
        public static final int NAME = -1;
        public static final int NAMESPACE = -2;

        /** A field that only another version has. */
        public static final int SEEN = -3;

        public Term(int field, boolean equal, String value) {
            this(field, equal, value, null);
        }

        /** A term on what another version shows. */
        public static Term seen(Function<CachedObject, String> field, boolean equal, String value) {
            return new Term(SEEN, equal, value, field);
        }

        boolean matches(CachedObject object) {
            return value.equals(seen == null ? valueOf(object, field) : seen.apply(object)) == equal;
        }

        static String valueOf(CachedObject object, int field) {
            return switch (field) {
                case NAME -> object.name();
                case NAMESPACE -> object.namespace();
                default -> object.fields()[field];
            };
        }
    }

    public boolean matches(CachedObject object) {
        if (!object.key().startsWith(prefix) || !exactKey.isEmpty() && !exactKey.equals(object.key())) {
            return false;
        }
        for (var term : terms) {
            if (!term.matches(object)) {
                return false;
            }
        }
        return labels.isEverything() || labels.matches(object.labels());
    }

    /** Whether there are terms that take their time. */
    boolean isSlow() {
        return terms.stream().anyMatch(term -> term.seen() != null);
    }

    /** What selects at least the same objects and takes no time. */
    Selection quick() {
        return isSlow()
                ? new Selection(
                        prefix,
                        exactKey,
                        labels,
                        terms.stream().filter(term -> term.seen() == null).toList())
                : this;
    }

    /** Whether every object below the prefix is selected. */
    public boolean selectsAll() {
        return exactKey.isEmpty() && terms.isEmpty() && labels.isEverything();
    }
}
