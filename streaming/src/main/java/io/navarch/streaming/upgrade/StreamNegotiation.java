package io.navarch.streaming.upgrade;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a server makes of the headers of a request for a stream. */
public final class StreamNegotiation {
    /** Names the protocols a client offers, and in the answer the chosen one. */
    public static final String PROTOCOL_VERSION = "X-Stream-Protocol-Version";

    /** Names, in a refusal, the protocols a server has. */
    public static final String ACCEPTED_VERSIONS = "X-Accepted-Stream-Protocol-Versions";

    private StreamNegotiation() {}

    /** What a request asks to upgrade to. */
    public enum Kind {
        SPDY,
        WEBSOCKET,
        NONE
    }

    /** The outcome of offering protocols over SPDY. */
    public sealed interface Choice {}

    /** The protocol to name in the answer. */
    public record Chosen(String protocol) implements Choice {}

    /** The plain-text answer of a refusal; the accepted protocols go into their header. */
    public record Refused(int status, String message, List<String> accepted) implements Choice {}

    /** Reads {@code Connection} and {@code Upgrade}, each with all its values. */
    public static Kind kind(List<String> connection, List<String> upgrade) {
        if (!tokens(connection).contains("upgrade")) {
            return Kind.NONE;
        }
        List<String> wanted = tokens(upgrade);
        if (wanted.contains("websocket")) {
            return Kind.WEBSOCKET;
        }
        return wanted.contains("spdy/3.1") ? Kind.SPDY : Kind.NONE;
    }

    private static List<String> tokens(List<String> values) {
        return values.stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(token -> token.strip().toLowerCase(Locale.ROOT))
                .toList();
    }

    /** Chooses the first protocol the client offers that is supported. */
    public static Choice choose(List<String> protocolVersions, List<String> supported) {
        List<String> offered = protocolVersions.stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
        if (offered.isEmpty()) {
            return new Refused(400, "unable to upgrade: " + PROTOCOL_VERSION + " is required", supported);
        }
        for (String name : offered) {
            if (supported.contains(name)) {
                return new Chosen(name);
            }
        }
        String message = "unable to upgrade: unable to negotiate protocol: client supports "
                + String.join(" ", offered).transform(StreamNegotiation::bracketed) + ", server accepts "
                + String.join(" ", supported).transform(StreamNegotiation::bracketed);
        return new Refused(403, message, supported);
    }

    private static String bracketed(String list) {
        return "[" + list + "]";
    }
}
