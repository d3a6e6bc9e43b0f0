package io.navarch.model.kind;

/** A kind as it is served in one group and version. */
public record ServedKind(KindDefinition definition, KindVersion version) {
    /** The group it is served in. */
    public String group() {
        return version.group();
    }

    /** {@code v1} or {@code apps/v1}. */
    public String apiVersion() {
        return version.apiVersion();
    }

    /** How messages name the resource as it was asked for: {@code ingresses.extensions}. */
    public String resource() {
        return group().isEmpty() ? definition.plural() : definition.plural() + "." + group();
    }
}
