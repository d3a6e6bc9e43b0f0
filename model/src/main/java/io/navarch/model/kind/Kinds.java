package io.navarch.model.kind;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The kinds that are served, found by what a path or an object says. An immutable value: {@link #with} and {@link #without}
 * make another one when a CustomResourceDefinition comes or goes; the holder swaps it in.
 */
public final class Kinds {
    private final Map<String, KindDefinition> definitions;
    private final Map<String, ServedKind> byResource = new HashMap<>();
    private final Map<String, ServedKind> byKind = new HashMap<>();
    private final Map<String, List<String>> versionsOfGroup;

    private Kinds(Map<String, KindDefinition> definitions) {
        this.definitions = definitions;
        var versions = new TreeMap<String, Map<String, Boolean>>();
        for (var definition : definitions.values()) {
            for (var version : definition.versions()) {
                var served = new ServedKind(definition, version);
                byResource.put(key(version.group(), version.version(), definition.plural()), served);
                byKind.put(key(version.group(), version.version(), definition.kind()), served);
                versions.computeIfAbsent(version.group(), absent -> new HashMap<>())
                        .merge(version.version(), version.legacy(), Boolean::logicalAnd);
            }
        }
        versionsOfGroup = new LinkedHashMap<>();
        versions.forEach((group, legacy) -> versionsOfGroup.put(group, ordered(legacy)));
    }

    private static final class BuiltIn {
        static final Kinds KINDS = new Kinds(KindReader.builtIn());
    }

    /** The kinds of this version of Kubernetes, with the legacy versions that are still served here. */
    public static Kinds builtIn() {
        return BuiltIn.KINDS;
    }

    /** These kinds and {@code definition}, which replaces one of the same group and plural name. */
    public Kinds with(KindDefinition definition) {
        var changed = new LinkedHashMap<>(definitions);
        changed.put(definition.resource(), definition);
        return new Kinds(changed);
    }

    /** These kinds and those, which replace others of the same groups and plural names. */
    public Kinds withAll(Collection<KindDefinition> more) {
        var changed = new LinkedHashMap<>(definitions);
        more.forEach(definition -> changed.put(definition.resource(), definition));
        return new Kinds(changed);
    }

    /** These kinds without the one of that group and plural name. */
    public Kinds without(String group, String plural) {
        var changed = new LinkedHashMap<>(definitions);
        changed.remove(group.isEmpty() ? plural : plural + "." + group);
        return new Kinds(changed);
    }

    /** Every kind. */
    public Collection<KindDefinition> definitions() {
        return Collections.unmodifiableCollection(definitions.values());
    }

    /** The kind of that group ("" for core) and plural name. */
    public Optional<KindDefinition> definition(String group, String plural) {
        return Optional.ofNullable(definitions.get(group.isEmpty() ? plural : plural + "." + group));
    }

    /** What {@code /apis/GROUP/VERSION/RESOURCE} serves, also when it is off by default. */
    public Optional<ServedKind> byResource(String group, String version, String plural) {
        return Optional.ofNullable(byResource.get(key(group, version, plural)));
    }

    /** What an object of that apiVersion and kind is. */
    public Optional<ServedKind> byKind(String group, String version, String kind) {
        return Optional.ofNullable(byKind.get(key(group, version, kind)));
    }

    /** What an object of that apiVersion ({@code apps/v1}) and kind is. */
    public Optional<ServedKind> byKind(String apiVersion, String kind) {
        int slash = apiVersion.indexOf('/');
        return slash < 0
                ? byKind("", apiVersion, kind)
                : byKind(apiVersion.substring(0, slash), apiVersion.substring(slash + 1), kind);
    }

    /** The groups, "" first, then by name. */
    public Collection<String> groups() {
        return Collections.unmodifiableCollection(versionsOfGroup.keySet());
    }

    /** The versions of a group, preferred first: stable before beta before alpha, newer first, legacy ones last. */
    public List<String> versions(String group) {
        return versionsOfGroup.getOrDefault(group, List.of());
    }

    /** What a group serves in a version, by plural name. */
    public List<ServedKind> resources(String group, String version) {
        var found = new ArrayList<ServedKind>();
        for (var definition : definitions.values()) {
            definition.version(group, version).ifPresent(known -> found.add(new ServedKind(definition, known)));
        }
        found.sort(Comparator.comparing(served -> served.definition().plural()));
        return found;
    }

    /**
     * The kind a person means: plural, singular, short name or kind, with an optional {@code .group} or {@code
     * .version.group} behind it, in any case. In its preferred version.
     */
    public Optional<ServedKind> byName(String name) {
        var wanted = name.toLowerCase(Locale.ROOT);
        int dot = wanted.indexOf('.');
        var plain = dot < 0 ? wanted : wanted.substring(0, dot);
        var qualifier = dot < 0 ? null : wanted.substring(dot + 1);
        return definitions.values().stream()
                .filter(definition -> isCalled(definition, plain))
                .flatMap(definition -> definition.versions().stream()
                        .filter(version -> qualifier == null
                                || qualifier.equals(version.group())
                                || qualifier.equals(version.version() + "." + version.group()))
                        .map(version -> new ServedKind(definition, version)))
                .findFirst();
    }

    private static boolean isCalled(KindDefinition definition, String name) {
        return definition.plural().equals(name)
                || definition.singular().equals(name)
                || definition.shortNames().contains(name)
                || definition.kind().equalsIgnoreCase(name);
    }

    private static String key(String group, String version, String name) {
        return group + "/" + version + "/" + name;
    }

    private static List<String> ordered(Map<String, Boolean> legacyByVersion) {
        var versions = new ArrayList<>(legacyByVersion.keySet());
        versions.sort(Comparator.<String, Boolean>comparing(version -> legacyByVersion.get(version))
                .thenComparing(ApiVersions.PREFERRED_FIRST));
        return List.copyOf(versions);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Kinds that && definitions.equals(that.definitions);
    }

    @Override
    public int hashCode() {
        return definitions.hashCode();
    }
}
