package io.navarch.model.kind;

import io.navarch.model.custom.CustomVersion;
import io.navarch.model.tree.StructType;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One group and version under which a kind is served.
 *
 * @param group usually the kind's own; Events and old versions are served in other groups too
 * @param type the layout of objects in this version
 * @param served whether it is served unless told otherwise (alpha versions are not)
 * @param storage whether objects are stored in this version
 * @param legacy whether upstream has dropped it; never preferred in discovery
 * @param convert the name of the function that converts to and from the stored version; "" when they look the same; {@code
 *     webhook} for custom kinds whose definition names a conversion webhook
 * @param warning the text of the deprecation warning, or ""
 * @param custom the schema of a custom resource; null for a built-in kind, whose type says it all
 */
public record KindVersion(
        String group,
        String version,
        StructType type,
        boolean served,
        boolean storage,
        boolean legacy,
        String convert,
        String warning,
        List<Subresource> subresources,
        List<SelectableField> selectableFields,
        List<PrinterColumn> columns,
        @Nullable CustomVersion custom) {
    public KindVersion {
        subresources = List.copyOf(subresources);
        selectableFields = List.copyOf(selectableFields);
        columns = List.copyOf(columns);
    }

    /** A version of a built-in kind. */
    public KindVersion(
            String group,
            String version,
            StructType type,
            boolean served,
            boolean storage,
            boolean legacy,
            String convert,
            String warning,
            List<Subresource> subresources,
            List<SelectableField> selectableFields,
            List<PrinterColumn> columns) {
        this(
                group,
                version,
                type,
                served,
                storage,
                legacy,
                convert,
                warning,
                subresources,
                selectableFields,
                columns,
                null);
    }

    /** {@code v1} or {@code apps/v1}. */
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** The subresource of that name. */
    public Optional<Subresource> subresource(String name) {
        for (var subresource : subresources) {
            if (subresource.name().equals(name)) {
                return Optional.of(subresource);
            }
        }
        return Optional.empty();
    }

    /** Whether status is written at a path of its own. */
    public boolean hasStatus() {
        return subresource("status").isPresent();
    }
}
