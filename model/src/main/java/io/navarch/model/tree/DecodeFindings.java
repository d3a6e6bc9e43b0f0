package io.navarch.model.tree;

import java.util.ArrayList;
import java.util.List;

/** Members that a strict reader objects to, in upstream's words. Confined to one call. */
public final class DecodeFindings {
    /** Upstream stops listing after this many. */
    private static final int MOST = 100;

    private final List<String> messages = new ArrayList<>();

    /** A member that the schema does not know. */
    public void unknown(String path) {
        add("unknown field \"" + path + "\"");
    }

    void duplicate(String path) {
        add("duplicate field \"" + path + "\"");
    }

    private void add(String message) {
        if (messages.size() < MOST && !messages.contains(message)) {
            messages.add(message);
        }
    }

    public List<String> messages() {
        return List.copyOf(messages);
    }
}
