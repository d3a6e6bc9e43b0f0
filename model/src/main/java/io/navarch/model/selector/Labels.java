package io.navarch.model.selector;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a selector asks of an object: the value of a label. */
@FunctionalInterface
public interface Labels {
    /** No labels at all. */
    Labels NONE = key -> null;

    /** The value of {@code key}, or null when it is not there. */
    @Nullable
    String get(String key);

    /** The labels of a map. */
    static Labels of(Map<String, String> map) {
        return map::get;
    }
}
