package io.navarch.apiserver.matching;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which webhooks or policies have to see an object again because others changed it after them. Confined to the thread of one
 * request.
 *
 * <p>One that asks for it is called at most once more: after the built-in plugins have seen what was changed.
 */
public final class Reinvocation {
    private final Set<String> called = new HashSet<>();
    private final Set<String> again = new HashSet<>();
    private boolean second;
    private boolean wanted;
    private @Nullable Object output;

    /** Whether anything was changed that others should see. */
    public boolean isWanted() {
        return wanted;
    }

    /** Begins the second round, with the object as others left it. */
    public void begin(@Nullable Object object) {
        second = true;
        wanted = false;
        if (output != object && (output == null || !output.equals(object))) {
            callAgain();
        }
    }

    private void callAgain() {
        again.addAll(called);
        called.clear();
    }

    /** Whether it is not called in this round. */
    public boolean skips(String uid) {
        return second && !again.contains(uid);
    }

    /** Notes a call. */
    public void called(String uid, boolean changed, boolean wantsMore) {
        if (changed) {
            callAgain();
            wanted = true;
        }
        if (wantsMore) {
            called.add(uid);
        }
    }

    /** Notes what the round ends with. */
    public void end(@Nullable Object object) {
        output = object;
    }
}
