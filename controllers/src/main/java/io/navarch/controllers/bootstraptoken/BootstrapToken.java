package io.navarch.controllers.bootstraptoken;

import io.navarch.client.ListOptions;
import io.navarch.model.core.v1.Secret;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Optional;

/** What a secret says of a bootstrap token. */
record BootstrapToken(String id, String secret, boolean signs, Optional<Instant> expires) {
    static final String NAMESPACE = "kube-system";
    static final ListOptions ALL =
            ListOptions.ALL.withFields("metadata.namespace=" + NAMESPACE + ",type=bootstrap.kubernetes.io/token");
    private static final String PREFIX = "bootstrap-token-";

    /** Empty if it is no token, or not one that can be used. */
    static Optional<BootstrapToken> of(Secret secret) {
        var id = text(secret, "token-id");
        var hidden = text(secret, "token-secret");
        if (id.isEmpty() || hidden.isEmpty() || !secret.name().equals(PREFIX + id)) {
            return Optional.empty();
        }
        return Optional.of(new BootstrapToken(
                id, hidden, text(secret, "usage-bootstrap-signing").equals("true"), expires(secret)));
    }

    /** A time that cannot be read counts as over, as upstream has it. */
    static Optional<Instant> expires(Secret secret) {
        var text = text(secret, "expiration");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.of(Instant.EPOCH);
        }
    }

    private static String text(Secret secret, String key) {
        var value = secret.data().get(key);
        return value == null ? "" : new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
    }

    boolean over(Instant now) {
        return expires.filter(end -> !end.isAfter(now)).isPresent();
    }
}
