package io.navarch.apiserver.registry;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a client wants an object deleted.
 *
 * @param gracePeriodSeconds null leaves it to the kind
 * @param propagationPolicy Orphan, Background, Foreground, or "" for the kind's default
 * @param uid the uid the object must have, or ""
 * @param resourceVersion the version the object must have, or ""
 */
public record DeleteOptions(
        @Nullable Long gracePeriodSeconds,
        String propagationPolicy,
        String uid,
        String resourceVersion,
        boolean dryRun) {

    public static final DeleteOptions NONE = new DeleteOptions(null, "", "", "", false);

    public Optional<Long> gracePeriod() {
        return Optional.ofNullable(gracePeriodSeconds);
    }
}
