package io.navarch.apiserver.registry;

import io.navarch.model.tree.Struct;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Has the last word on every write: may change the object, then may refuse it. Called on request threads; may block.
 * Refuses by {@link io.navarch.model.status.ApiException}.
 */
public interface Admission {
    /** Admits everything as it is. */
    Admission ALWAYS = new Admission() {};

    /**
     * The object as it shall be stored; null for a deletion, which has none.
     *
     * @param warnings takes warnings for the client
     */
    default @Nullable Struct mutate(AdmissionRequest request, Consumer<String> warnings) throws InterruptedException {
        return request.object();
    }

    /** Refuses what may not be. Runs after validation, on the final object. */
    default void validate(AdmissionRequest request, Consumer<String> warnings) throws InterruptedException {}

    /** All of the plugins, in this order: every one mutates, then every one validates. */
    static Admission chain(List<? extends Admission> plugins) {
        var order = List.<Admission>copyOf(plugins);
        return new Admission() {
            @Override
            public @Nullable Struct mutate(AdmissionRequest request, Consumer<String> warnings)
                    throws InterruptedException {
                var current = request;
                for (var plugin : order) {
                    current = current.withObject(plugin.mutate(current, warnings));
                }
                return current.object();
            }

            @Override
            public void validate(AdmissionRequest request, Consumer<String> warnings) throws InterruptedException {
                for (var plugin : order) {
                    plugin.validate(request, warnings);
                }
            }
        };
    }
}
