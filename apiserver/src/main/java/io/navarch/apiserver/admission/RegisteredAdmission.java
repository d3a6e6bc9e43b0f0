package io.navarch.apiserver.admission;

import io.navarch.apiserver.registry.Admission;
import io.navarch.apiserver.registry.AdmissionRequest;
import io.navarch.model.tree.Struct;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Admission by what clients have registered, policies and webhooks, in its place between the built-in plugins: after those that
 * change objects, before those that count them. Called on request threads; may block.
 */
public interface RegisteredAdmission {
    /** Nothing is registered. */
    RegisteredAdmission NONE = new RegisteredAdmission() {};

    /**
     * The object as it shall be stored.
     *
     * @param builtIn the built-in plugins, to be run again on what was changed after them
     */
    default @Nullable Struct mutate(AdmissionRequest request, Admission builtIn, Consumer<String> warnings)
            throws InterruptedException {
        return request.object();
    }

    /** Refuses what may not be. */
    default void validate(AdmissionRequest request, Consumer<String> warnings) throws InterruptedException {}
}
