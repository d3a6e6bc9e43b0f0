package io.navarch.apiserver.apply;

import io.navarch.model.tree.Dict;
import io.navarch.model.tree.Field;
import io.navarch.model.tree.Struct;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Lays an applied configuration over the live object: what it states wins, what it does not state stays. */
public final class ConfigurationMerge {
    private ConfigurationMerge() {}

    /** The merged object; both are of the same type. */
    public static Struct merge(Struct live, Struct applied) {
        var merged = live;
        var fields = applied.type().fields();
        for (int i = 0; i < fields.size(); i++) {
            var value = applied.value(i);
            if (value != null) {
                var before = live.value(i);
                merged = merged.with(i, before == null ? value : merge(fields.get(i), before, value));
            }
        }
        if (!applied.extras().isEmpty()) {
            for (var entry : applied.extras().entrySet()) {
                var before = live.get(entry.getKey());
                merged = merged.with(
                        entry.getKey(), before == null ? entry.getValue() : mergeAny(before, entry.getValue()));
            }
        }
        return merged;
    }

    private static Object merge(Field field, Object live, Object applied) {
        return switch (Relation.of(field)) {
            case LEAF -> applied;
            case STRUCT -> merge((Struct) live, (Struct) applied);
            case MAP -> mergeMaps(field, (Dict) live, (Dict) applied);
            case KEYED, SET -> mergeLists(field, (List<?>) live, (List<?>) applied);
            case ANY -> mergeAny(live, applied);
        };
    }

    private static Object mergeMaps(Field field, Dict live, Dict applied) {
        var merged = live;
        for (var entry : applied.entrySet()) {
            var before = live.get(entry.getKey());
            merged = merged.with(
                    entry.getKey(), before == null ? entry.getValue() : mergeElement(field, before, entry.getValue()));
        }
        return merged;
    }

    private static Object mergeElement(Field field, Object live, Object applied) {
        return live instanceof Struct before
                        && applied instanceof Struct after
                        && Relation.ofElement(FieldSets.elementType(field)) == Relation.STRUCT
                ? merge(before, after)
                : applied;
    }

    private static Object mergeAny(Object live, Object applied) {
        if (!(live instanceof Dict before) || !(applied instanceof Dict after)) {
            return applied;
        }
        var merged = before;
        for (var entry : after.entrySet()) {
            var old = before.get(entry.getKey());
            merged = merged.with(entry.getKey(), old == null ? entry.getValue() : mergeAny(old, entry.getValue()));
        }
        return merged;
    }

    /** The applied order rules; what only the live list has keeps its place before what followed it there. */
    private static List<Object> mergeLists(Field field, List<?> live, List<?> applied) {
        var relation = Relation.of(field);
        var livePaths = Relation.elementPaths(field, relation, live);
        var appliedPaths = Relation.elementPaths(field, relation, applied);
        Map<String, Object> liveByPath = new HashMap<>();
        for (int i = 0; i < livePaths.length; i++) {
            liveByPath.put(livePaths[i], live.get(i));
        }
        Set<String> stated = new HashSet<>(Arrays.asList(appliedPaths));
        var merged = new ArrayList<>(live.size() + applied.size());
        int at = 0;
        for (int i = 0; i < appliedPaths.length; i++) {
            var path = appliedPaths[i];
            while (at < livePaths.length
                    && !livePaths[at].equals(path)
                    && !isAhead(livePaths[at], stated, appliedPaths, i)) {
                if (!stated.contains(livePaths[at])) {
                    merged.add(live.get(at));
                }
                at++;
            }
            if (at < livePaths.length && livePaths[at].equals(path)) {
                at++;
            }
            var before = liveByPath.get(path);
            var after = applied.get(i);
            merged.add(before == null ? after : mergeElement(field, before, after));
        }
        for (; at < livePaths.length; at++) {
            if (!stated.contains(livePaths[at])) {
                merged.add(live.get(at));
            }
        }
        return List.of(merged.toArray());
    }

    /** Whether the live element is the next of those that both lists have, so that the applied ones before it come first. */
    private static boolean isAhead(String livePath, Set<String> stated, String[] appliedPaths, int from) {
        if (!stated.contains(livePath)) {
            return false;
        }
        for (int i = from; i < appliedPaths.length; i++) {
            if (appliedPaths[i].equals(livePath)) {
                return true;
            }
        }
        return false;
    }
}
