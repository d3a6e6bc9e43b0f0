package io.navarch.scheduler.state;

import io.navarch.model.selector.LabelSelector;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The labels of namespaces. Thread-safe. */
public interface Namespaces {
    Map<String, String> labels(String name);

    /** The names of those that the selector chooses. */
    Collection<String> matching(LabelSelector selector);

    /** Of a cluster where nobody asks. */
    static Namespaces none() {
        return new Namespaces() {
            @Override
            public Map<String, String> labels(String name) {
                return Map.of();
            }

            @Override
            public Collection<String> matching(LabelSelector selector) {
                return List.of();
            }
        };
    }
}
