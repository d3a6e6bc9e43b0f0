package io.navarch.apiserver.auth;

import io.navarch.apiserver.request.User;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Knows bearer tokens from a file of {@code token,user,uid,"group1,group2"} rows ({@code --token-auth-file}). */
public final class TokenFileAuthenticator implements Authenticator {
    private final Map<String, User> users = new HashMap<>();

    /** @param text what the file holds */
    public TokenFileAuthenticator(String text) {
        for (var row : CsvFile.rows(text)) {
            users.put(row.get(0), new User(row.get(1), row.get(2), CsvFile.groups(row), Map.of()));
        }
    }

    @Override
    public Optional<User> authenticate(Credentials credentials) {
        var token = credentials.token();
        return token.isEmpty() ? Optional.empty() : Optional.ofNullable(users.get(token));
    }
}
