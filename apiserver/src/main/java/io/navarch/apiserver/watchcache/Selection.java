package io.navarch.apiserver.watchcache;

import io.navarch.model.selector.LabelSelector;
import java.util.List;

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
     * @param field the field's number among the kind's selectable fields; {@link #NAME} or {@link #NAMESPACE}
     */
    public record Term(int field, boolean equal, String value) {
        public static final int NAME = -1;
        public static final int NAMESPACE = -2;

        boolean matches(CachedObject object) {
            return value.equals(valueOf(object, field)) == equal;
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

    /** Whether every object below the prefix is selected. */
    public boolean selectsAll() {
        return exactKey.isEmpty() && terms.isEmpty() && labels.isEverything();
    }
}
