package io.navarch.apiserver.admission;

import io.navarch.apiserver.registry.ObjectStore;
import io.navarch.model.meta.v1.ObjectMeta;
import io.navarch.model.tree.Struct;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds the class that an annotation marks as the default: the newest, should there be several. */
final class DefaultClass {
    private static final Comparator<ObjectMeta> NEWEST_FIRST =
            Comparator.comparing(ObjectMeta::creationTimestamp).reversed().thenComparing(ObjectMeta::name);

    private DefaultClass() {}

    static Optional<String> of(ObjectStore classes, List<String> annotations) {
        return classes.list("").stream()
                .map(DefaultClass::metadata)
                .filter(metadata -> annotations.stream().anyMatch(annotation -> "true"
                        .equals(metadata.annotations().get(annotation))))
                .min(NEWEST_FIRST)
                .map(ObjectMeta::name);
    }

    private static ObjectMeta metadata(Struct object) {
        return object.get("metadata") instanceof Struct tree ? new ObjectMeta(tree) : ObjectMeta.EMPTY;
    }
}
