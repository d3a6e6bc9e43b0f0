package io.navarch.embedded;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * A request that the API server has answered.
 *
 * @param time when it came, by the cluster's clock
 * @param user who asked
 * @param agent the client's User-Agent
 * @param verb the API verb, or the method for what is no resource
 * @param path with the query
 * @param code of the answer; 0 while there is none, or if the connection was cut
 * @param took until the head of the answer, in real time
 * @param message with which it was refused; empty if it was not
 * @param fault what was done to it; empty if nothing
 */
public record RequestRecord(
        Instant time,
        String user,
        String agent,
        String verb,
        String path,
        int code,
        Duration took,
        String message,
        String fault) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    @Override
    public String toString() {
        return TIME.format(time) + " " + verb + " " + path + " " + code + " in " + took.toMillis() + " ms by " + user
                + " (" + agent + ")" + (message.isEmpty() ? "" : ": " + message)
                + (fault.isEmpty() ? "" : " [" + fault + "]");
    }
}
