package io.navarch.client.informer;

import io.navarch.model.Kind;
import io.navarch.model.KubeObject;
import io.navarch.model.ObjectKey;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the informers of a process over all objects of a kind knew at one moment, decoded. Immutable. */
public final class InformersMoment {
    private final Map<Kind<?>, Map<ObjectKey, ? extends KubeObject<?>>> objects;

    InformersMoment(Map<Kind<?>, Map<ObjectKey, ? extends KubeObject<?>>> objects) {
        this.objects = Map.copyOf(objects);
    }

    /** Null if nobody knew the kind. */
    @Nullable
    Map<ObjectKey, ? extends KubeObject<?>> of(Kind<?> kind) {
        return objects.get(kind);
    }

    /** Says of which kinds these are still all objects, in the same versions. */
    @FunctionalInterface
    public interface Judge {
        boolean stillAll(Kind<?> kind, Map<ObjectKey, ? extends KubeObject<?>> objects);
    }
}
