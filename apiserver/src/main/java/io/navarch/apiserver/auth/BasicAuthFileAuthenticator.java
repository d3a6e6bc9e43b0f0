package io.navarch.apiserver.auth;

import io.navarch.apiserver.request.User;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Knows users by password from a file of {@code password,user,uid,"group1,group2"} rows ({@code --basic-auth-file}). Whether a
 * password is right takes the same time to say, whatever was sent.
 */
public final class BasicAuthFileAuthenticator implements Authenticator {
    private final List<Account> accounts = new ArrayList<>();

    private record Account(byte[] digest, User user) {}

    /** @param text what the file holds */
    public BasicAuthFileAuthenticator(String text) {
        for (var row : CsvFile.rows(text)) {
            var user = new User(row.get(1), row.get(2), CsvFile.groups(row), Map.of());
            accounts.add(new Account(digest(row.get(1) + ":" + row.get(0)), user));
        }
    }

    @Override
    public Optional<User> authenticate(Credentials credentials) {
        var header = credentials.authorization();
        if (!header.regionMatches(true, 0, "basic ", 0, 6)) {
            return Optional.empty();
        }
        String shown;
        try {
            shown = new String(Base64.getDecoder().decode(header.substring(6).strip()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Authenticator.unauthorized();
        }
        var digest = digest(shown);
        User found = null;
        for (var account : accounts) {
            if (MessageDigest.isEqual(account.digest, digest)) {
                found = account.user;
            }
        }
        if (found == null) {
            throw Authenticator.unauthorized();
        }
        return Optional.of(found);
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
