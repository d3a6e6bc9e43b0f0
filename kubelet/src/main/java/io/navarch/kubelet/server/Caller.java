package io.navarch.kubelet.server;

import java.util.List;
import java.util.Map;

/**
 * Who sent a request.
 *
 * @param extra what else the authenticator said, to be told to the authoriser
 */
public record Caller(String name, String uid, List<String> groups, Map<String, Object> extra) {
    public Caller {
        groups = List.copyOf(groups);
        extra = Map.copyOf(extra);
    }

    public static Caller of(String name, List<String> groups) {
        return new Caller(name, "", groups, Map.of());
    }
}
