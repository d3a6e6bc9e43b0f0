package io.navarch.kubelet.cri;

import java.util.List;

/** What an engine says about its own health, and the runtime handlers it offers. */
public record RuntimeStatus(List<Condition> conditions, List<Handler> handlers, boolean supplementalGroupsPolicy) {
    public static final String RUNTIME_READY = "RuntimeReady";
    public static final String NETWORK_READY = "NetworkReady";

    public RuntimeStatus {
        conditions = List.copyOf(conditions);
        handlers = List.copyOf(handlers);
    }

    /** The required condition of that name; one that is absent counts as not met. */
    public Condition condition(String type) {
        return conditions.stream()
                .filter(condition -> condition.type().equals(type))
                .findFirst()
                .orElseGet(() -> new Condition(type, false, "", ""));
    }

    /** One condition; reason and message say why it is not met. */
    public record Condition(String type, boolean met, String reason, String message) {}

    /** A runtime handler a RuntimeClass may name, the empty name being the default one. */
    public record Handler(String name, boolean recursiveReadOnlyMounts, boolean userNamespaces) {}
}
