package io.navarch.apiserver.auth;

import io.navarch.apiserver.registry.ObjectStores;
import io.navarch.apiserver.request.User;
import io.navarch.model.Timestamps;
import io.navarch.model.core.v1.Secret;
import io.navarch.runtime.Clock;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Knows the tokens with which new nodes join: secrets of type {@code bootstrap.kubernetes.io/token} in kube-system. */
public final class BootstrapTokenAuthenticator implements Authenticator {
    private static final Pattern TOKEN = Pattern.compile("([a-z0-9]{6})\\.([a-z0-9]{16})");
    private static final Pattern GROUP = Pattern.compile("system:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]");

    private final ObjectStores stores;
    private final Clock clock;

    public BootstrapTokenAuthenticator(ObjectStores stores, Clock clock) {
        this.stores = stores;
        this.clock = clock;
    }

    @Override
    public Optional<User> authenticate(Credentials credentials) {
        var matcher = TOKEN.matcher(credentials.token());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        var id = matcher.group(1);
        var stored = stores.of("", "secrets").find("kube-system", "bootstrap-token-" + id);
        if (stored == null) {
            return Optional.empty();
        }
        var secret = new Secret(stored);
        if (!usable(secret, id, matcher.group(2))) {
            return Optional.empty();
        }
        var groups = new ArrayList<String>(List.of("system:bootstrappers"));
        for (var group : value(secret, "auth-extra-groups").split(",")) {
            if (GROUP.matcher(group.strip()).matches()) {
                groups.add(group.strip());
            }
        }
        groups.add("system:authenticated");
        return Optional.of(new User("system:bootstrap:" + id, "", List.copyOf(groups), Map.of()));
    }

    private boolean usable(Secret secret, String id, String shown) {
        var expected = value(secret, "token-secret").getBytes(StandardCharsets.UTF_8);
        return secret.type().equals("bootstrap.kubernetes.io/token")
                && secret.metadata().deletionTimestamp().isEmpty()
                && value(secret, "token-id").equals(id)
                && MessageDigest.isEqual(expected, shown.getBytes(StandardCharsets.UTF_8))
                && value(secret, "usage-bootstrap-authentication").equals("true")
                && !expired(value(secret, "expiration"));
    }

    private boolean expired(String expiration) {
        var end = Timestamps.instant(expiration);
        return end != null && !clock.now().isBefore(end);
    }

    private static String value(Secret secret, String key) {
        var encoded = secret.data().get(key);
        return encoded == null ? "" : new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
    }
}
