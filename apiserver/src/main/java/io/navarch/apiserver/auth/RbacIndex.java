package io.navarch.apiserver.auth;

import io.navarch.apiserver.request.User;
import io.navarch.apiserver.watchcache.StoreMirror;
import io.navarch.model.ObjectKey;
import io.navarch.model.kind.Kinds;
import io.navarch.model.rbac.v1.ClusterRole;
import io.navarch.model.rbac.v1.ClusterRoleBinding;
import io.navarch.model.rbac.v1.PolicyRule;
import io.navarch.model.rbac.v1.Role;
import io.navarch.model.rbac.v1.RoleBinding;
import io.navarch.model.rbac.v1.RoleRef;
import io.navarch.model.rbac.v1.Subject;
import io.navarch.store.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Roles by name and bindings by subject, kept equal to the store. Written by the mirror's thread, read by every request
 * without locks.
 */
final class RbacIndex implements AutoCloseable {
    private static final String GROUP = "rbac.authorization.k8s.io";

    private final Map<ObjectKey, List<Rule>> roles = new ConcurrentHashMap<>();
    private final Map<String, Aggregate> clusterRoles = new ConcurrentHashMap<>();
    private final Map<String, Gathered> gathered = new ConcurrentHashMap<>();
    private final AtomicLong clusterRoleChanges = new AtomicLong();

    /** Subject to the bindings that name it. */
    private final Map<String, Map<ObjectKey, Grant>> clusterGrants = new ConcurrentHashMap<>();

    /** Namespace and subject to the bindings of the namespace that name the subject. */
    private final Map<ObjectKey, Map<ObjectKey, Grant>> grants = new ConcurrentHashMap<>();

    private final Map<ObjectKey, List<String>> subjectsOfBinding = new ConcurrentHashMap<>();
    private final Map<ObjectKey, List<String>> subjectsOfClusterBinding = new ConcurrentHashMap<>();
    private final List<StoreMirror> mirrors = new ArrayList<>();

    /** What a binding gives: a role, and where it was bound, for the reason of a decision. */
    record Grant(boolean cluster, RoleRef role, ObjectKey binding, Map<String, Subject> subjects) {}

    /** A cluster role: its own rules, its labels, and the labels of the roles whose rules it gathers. */
    private record Aggregate(List<Rule> rules, Map<String, String> labels, List<Map<String, String>> aggregates) {}

    private record Gathered(long asOf, List<Rule> rules) {}

    static RbacIndex open(Store store, Kinds kinds) {
        var index = new RbacIndex();
        index.mirror(store, kinds, "clusterroles", index.clusterRoleSink());
        index.mirror(store, kinds, "roles", index.roleSink());
        index.mirror(store, kinds, "clusterrolebindings", index.clusterBindingSink());
        index.mirror(store, kinds, "rolebindings", index.bindingSink());
        return index;
    }

    private void mirror(Store store, Kinds kinds, String plural, StoreMirror.Listener sink) {
        kinds.definition(GROUP, plural).ifPresent(kind -> mirrors.add(StoreMirror.open(store, kind, sink)));
    }

    /** Waits until everything up to the revision is known, or for as long as one may wait. */
    void catchUp(long revision, Duration patience) throws InterruptedException {
        for (var mirror : mirrors) {
            mirror.await(revision, patience);
        }
    }

    /** Whether one of the bindings that give the user something cluster-wide passes the test; they are tried in turn. */
    boolean anyClusterGrant(User user, Predicate<Grant> test) {
        if (any(clusterGrants.get(userKey(user.name())), test)) {
            return true;
        }
        for (var group : user.groups()) {
            if (any(clusterGrants.get(groupKey(group)), test)) {
                return true;
            }
        }
        return false;
    }

    /** Whether one of the bindings that give the user something in the namespace passes the test. */
    boolean anyGrant(User user, String namespace, Predicate<Grant> test) {
        if (any(grants.get(new ObjectKey(namespace, userKey(user.name()))), test)) {
            return true;
        }
        for (var group : user.groups()) {
            if (any(grants.get(new ObjectKey(namespace, groupKey(group))), test)) {
                return true;
            }
        }
        return false;
    }

    private static boolean any(@Nullable Map<ObjectKey, Grant> found, Predicate<Grant> test) {
        if (found != null) {
            for (var grant : found.values()) {
                if (test.test(grant)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The rules of the role that a binding refers to; null if there is no such role. */
    @Nullable
    List<Rule> rules(Grant grant) {
        return rules(grant.role(), grant.binding().namespace());
    }

    /** The rules of a role, seen from a namespace; null if there is no such role. */
    @Nullable
    List<Rule> rules(RoleRef ref, String namespace) {
        if (!ref.kind().equals("ClusterRole")) {
            return roles.get(new ObjectKey(namespace, ref.name()));
        }
        var role = clusterRoles.get(ref.name());
        if (role == null) {
            return null;
        }
        return role.aggregates().isEmpty() ? role.rules() : aggregated(ref.name(), role);
    }

    /** The rules of a role that gathers those of others by their labels, whether or not they were written into it yet. */
    private List<Rule> aggregated(String name, Aggregate role) {
        long now = clusterRoleChanges.get();
        var known = gathered.get(name);
        if (known != null && known.asOf() == now) {
            return known.rules();
        }
        var rules = new LinkedHashSet<>(role.rules());
        for (var other : clusterRoles.values()) {
            if (other != role && role.aggregates().stream().anyMatch(wanted -> containsAll(other.labels(), wanted))) {
                rules.addAll(other.rules());
            }
        }
        var all = List.copyOf(rules);
        gathered.put(name, new Gathered(now, all));
        return all;
    }

    private static boolean containsAll(Map<String, String> labels, Map<String, String> wanted) {
        for (var entry : wanted.entrySet()) {
            if (!entry.getValue().equals(labels.get(entry.getKey()))) {
                return false;
            }
        }
        return true;
    }

    private StoreMirror.Listener clusterRoleSink() {
        return sink(
                (key, json) -> {
                    clusterRoles.put(key.name(), aggregate(ClusterRole.KIND.read(json)));
                    clusterRoleChanges.incrementAndGet();
                },
                key -> {
                    clusterRoles.remove(key.name());
                    clusterRoleChanges.incrementAndGet();
                });
    }

    private static Aggregate aggregate(ClusterRole role) {
        var selectors = role.aggregationRule().clusterRoleSelectors().stream()
                .map(selector -> Map.copyOf(selector.matchLabels()))
                .toList();
        return new Aggregate(rules(role.rules()), Map.copyOf(role.metadata().labels()), selectors);
    }

    private StoreMirror.Listener roleSink() {
        return sink((key, json) -> roles.put(key, rules(Role.KIND.read(json).rules())), roles::remove);
    }

    private StoreMirror.Listener clusterBindingSink() {
        return sink(
                (key, json) -> {
                    var binding = ClusterRoleBinding.KIND.read(json);
                    var subjects = subjects(binding.subjects(), "");
                    var grant = new Grant(true, binding.roleRef(), key, subjects);
                    var before = subjectsOfClusterBinding.put(key, List.copyOf(subjects.keySet()));
                    subjects.keySet().forEach(subject -> add(clusterGrants, subject, key, grant));
                    drop(clusterGrants, before, subjects.keySet(), key, Function.identity());
                },
                key -> drop(clusterGrants, subjectsOfClusterBinding.remove(key), List.of(), key, Function.identity()));
    }

    private StoreMirror.Listener bindingSink() {
        return sink(
                (key, json) -> {
                    var binding = RoleBinding.KIND.read(json);
                    var subjects = subjects(binding.subjects(), key.namespace());
                    var grant = new Grant(false, binding.roleRef(), key, subjects);
                    var before = subjectsOfBinding.put(key, List.copyOf(subjects.keySet()));
                    subjects.keySet().forEach(subject -> add(grants, in(key).apply(subject), key, grant));
                    drop(grants, before, subjects.keySet(), key, in(key));
                },
                key -> drop(grants, subjectsOfBinding.remove(key), List.of(), key, in(key)));
    }

    private static Function<String, ObjectKey> in(ObjectKey binding) {
        return subject -> new ObjectKey(binding.namespace(), subject);
    }

    private static <K> void add(Map<K, Map<ObjectKey, Grant>> map, K subject, ObjectKey binding, Grant grant) {
        map.computeIfAbsent(subject, absent -> new ConcurrentHashMap<>(2)).put(binding, grant);
    }

    private static <K> void drop(
            Map<K, Map<ObjectKey, Grant>> map,
            @Nullable List<String> before,
            Collection<String> now,
            ObjectKey binding,
            Function<String, K> toKey) {
        for (var subject : before == null ? List.<String>of() : before) {
            if (!now.contains(subject)) {
                map.computeIfPresent(toKey.apply(subject), (key, bindings) -> {
                    bindings.remove(binding);
                    return bindings.isEmpty() ? null : bindings;
                });
            }
        }
    }

    private static List<Rule> rules(List<PolicyRule> rules) {
        return rules.stream().map(Rule::of).toList();
    }

    private static Map<String, Subject> subjects(List<Subject> subjects, String namespace) {
        var keys = new java.util.LinkedHashMap<String, Subject>();
        for (var subject : subjects) {
            switch (subject.kind()) {
                case "User" -> keys.put(userKey(subject.name()), subject);
                case "Group" -> keys.put(groupKey(subject.name()), subject);
                case "ServiceAccount" -> {
                    var of = subject.namespace().isEmpty() ? namespace : subject.namespace();
                    keys.put(userKey("system:serviceaccount:" + of + ":" + subject.name()), subject);
                }
                default -> {
                    // Validation lets no other kind in; one that came in another way grants nothing.
                }
            }
        }
        return keys;
    }

    static String userKey(String name) {
        return "u:" + name;
    }

    static String groupKey(String name) {
        return "g:" + name;
    }

    private interface Put {
        void put(ObjectKey key, byte[] json);
    }

    private interface Remove {
        void remove(ObjectKey key);
    }

    private static StoreMirror.Listener sink(Put put, Remove remove) {
        return new StoreMirror.Listener() {
            @Override
            public void put(ObjectKey key, byte[] json) {
                put.put(key, json);
            }

            @Override
            public void remove(ObjectKey key) {
                remove.remove(key);
            }
        };
    }

    @Override
    public void close() {
        mirrors.forEach(StoreMirror::close);
    }
}
