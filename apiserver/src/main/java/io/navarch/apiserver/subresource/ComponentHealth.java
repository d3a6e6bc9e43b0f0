package io.navarch.apiserver.subresource;

import java.util.List;

/** Asks the components of the control plane how they are. May block for a moment; thread-safe. */
@FunctionalInterface
public interface ComponentHealth {
    /**
     * The answer of one component.
     *
     * @param message what it said, such as {@code ok}, or why it could not be asked
     */
    record Component(String name, boolean healthy, String message) {}

    /** All components, in the order in which they are shown. */
    List<Component> check();
}
