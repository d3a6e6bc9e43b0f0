package io.navarch.apiserver.policy;

import io.navarch.apiserver.matching.Registrations;
import io.navarch.apiserver.watchcache.StoreMirror;
import io.navarch.model.ObjectKey;
import io.navarch.model.kind.Kinds;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.Struct;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiFunction;

/**
 * The policies of one kind that are bound, in the order of their names, each with its bindings. Kept equal to the store by its
 * watch thread, read by every request without locks.
 */
final class PolicyRegistrations<P> {
    private static final String GROUP = "admissionregistration.k8s.io";

    private final Map<String, P> policies = new ConcurrentSkipListMap<>();
    private final Map<String, PolicyBinding> bindings = new ConcurrentSkipListMap<>();
    private volatile List<Bound<P>> bound = List.of();

    /** A policy and where it is in force. */
    record Bound<P>(P policy, List<PolicyBinding> bindings) {}

    PolicyRegistrations(
            Registrations registrations,
            Kinds kinds,
            String plural,
            String bindingPlural,
            BiFunction<String, Struct, P> reader) {
        follow(registrations, kinds, plural, policies, reader);
        follow(registrations, kinds, bindingPlural, bindings, PolicyBinding::of);
    }

    private <V> void follow(
            Registrations registrations,
            Kinds kinds,
            String plural,
            Map<String, V> known,
            BiFunction<String, Struct, V> reader) {
        var kind = kinds.definition(GROUP, plural).orElseThrow();
        var type = kind.storageVersion().type();
        registrations.follow(kind, new StoreMirror.Listener() {
            @Override
            public void put(ObjectKey key, byte[] json) {
                known.put(key.name(), reader.apply(key.name(), JsonReader.struct(type, json)));
                bind();
            }

            @Override
            public void remove(ObjectKey key) {
                known.remove(key.name());
                bind();
            }
        });
    }

    private void bind() {
        bound = policies.entrySet().stream()
                .map(entry -> new Bound<>(
                        entry.getValue(),
                        bindings.values().stream()
                                .filter(binding -> binding.policyName().equals(entry.getKey()))
                                .toList()))
                .filter(policy -> !policy.bindings().isEmpty())
                .toList();
    }

    List<Bound<P>> bound() {
        return bound;
    }
}
