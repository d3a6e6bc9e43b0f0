package io.navarch.scheduler.state;

import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.PodAffinityTerm;
import io.navarch.model.selector.LabelSelector;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which pods a pod wants near it, or away from it, and what near means. Immutable.
 *
 * @param namespaces whose pods are meant
 * @param namespaceSelector further namespaces by their labels, null for none
 * @param topologyKey the label whose equal values make nodes near
 */
public record AffinityTerm(
        Set<String> namespaces, @Nullable LabelSelector namespaceSelector, LabelSelector selector, String topologyKey) {
    static AffinityTerm of(Pod owner, PodAffinityTerm term) {
        var selector = term.hasLabelSelector() ? LabelSelector.of(term.labelSelector()) : LabelSelector.nothing();
        var namespaceSelector = term.hasNamespaceSelector() ? LabelSelector.of(term.namespaceSelector()) : null;
        Set<String> namespaces = term.namespaces().isEmpty() && namespaceSelector == null
                ? Set.of(owner.namespace())
                : Set.copyOf(term.namespaces());
        return new AffinityTerm(namespaces, namespaceSelector, selector, term.topologyKey());
    }

    /** @param namespaceLabels of the pod's namespace */
    public boolean matches(Pod pod, Map<String, String> namespaceLabels) {
        boolean meant = namespaces.contains(pod.namespace())
                || namespaceSelector != null && namespaceSelector.matches(namespaceLabels);
        return meant && selector.matches(pod.metadata().labels());
    }

    /** The pods it means, with namespaces looked up now. */
    public PodMatcher matcher(Namespaces known) {
        if (namespaceSelector == null) {
            return new PodMatcher(namespaces, selector);
        }
        var all = new TreeSet<>(namespaces);
        all.addAll(known.matching(namespaceSelector));
        return new PodMatcher(Set.copyOf(all), selector);
    }
}
