package io.navarch.scheduler.state;

import io.navarch.model.core.v1.Pod;
import io.navarch.model.selector.LabelSelector;
import java.util.Set;

/** Chooses pods by namespace and labels. */
public record PodMatcher(Set<String> namespaces, LabelSelector selector) {
    public boolean matches(Pod pod) {
        return namespaces.contains(pod.namespace())
                && selector.matches(pod.metadata().labels());
    }
}
