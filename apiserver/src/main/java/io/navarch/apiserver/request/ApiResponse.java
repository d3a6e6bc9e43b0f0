package io.navarch.apiserver.request;

import io.navarch.streaming.Duplex;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer to an {@link ApiRequest}.
 *
 * @param headers further headers, such as Warning (several values are joined by the front as several headers)
 */
public record ApiResponse(int status, String contentType, Map<String, List<String>> headers, Body body) {
    /** What follows the head. */
    public sealed interface Body {}

    /**
     * A body that is whole; its segments are written one after the other. They are heap buffers that belong to this answer
     * (their positions may be moved) over bytes that are shared with others (which nobody may change).
     */
    public record Bytes(List<ByteBuffer> segments) implements Body {
        public static Bytes of(byte[] body) {
            return new Bytes(List.of(ByteBuffer.wrap(body)));
        }

        /** The length of all segments in bytes. */
        public long length() {
            long length = 0;
            for (var segment : segments) {
                length += segment.remaining();
            }
            return length;
        }

        /** The whole body in one array. */
        public byte[] toByteArray() {
            var all = ByteBuffer.allocate(Math.toIntExact(length()));
            for (var segment : segments) {
                all.put(segment.duplicate());
            }
            return all.array();
        }
    }

    /** Documents that come as they happen: a watch. */
    public record Stream(Frames frames) implements Body {}

    /**
     * The connection itself after a 101 answer: what follows is no HTTP. The headers name the protocol in {@code Upgrade};
     * whoever carries the answer calls the conversation on a thread of its own.
     */
    public record Takeover(Conversation conversation) implements Body {}

    /** No answer at all: whoever carries it closes the connection. */
    public record Lost() implements Body {}

    /** What is said over a connection that was taken over. */
    @FunctionalInterface
    public interface Conversation {
        /** Talks until it is done; the connection is closed by the caller afterwards. */
        void hold(Duplex connection) throws IOException, InterruptedException;
    }

    /** A source of documents; one thread reads, any thread closes. */
    public interface Frames extends AutoCloseable {
        /** The next document; blocks. Null at the end. Documents are shared between watchers: do not change them. */
        byte @Nullable [] next() throws InterruptedException;

        /** The next document if there is one now, so that a writer can flush several at once. */
        byte @Nullable [] poll();

        /** Whether the source itself says that a thread which waits for its next document is idle. */
        default boolean tellsIdle() {
            return false;
        }

        @Override
        void close();
    }

    /** An answer that never arrives. */
    public static ApiResponse lost() {
        return new ApiResponse(0, "", Map.of(), new Lost());
    }

    public static ApiResponse json(int status, byte[] body) {
        return new ApiResponse(status, "application/json", Map.of(), Bytes.of(body));
    }

    public static ApiResponse text(int status, String body) {
        return new ApiResponse(
                status,
                "text/plain; charset=utf-8",
                Map.of(),
                Bytes.of(body.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    /** A 101 answer that hands the connection over. */
    public static ApiResponse takeover(Map<String, List<String>> headers, Conversation conversation) {
        return new ApiResponse(101, "", headers, new Takeover(conversation));
    }

    public ApiResponse withHeader(String name, String value) {
        var all = new java.util.HashMap<>(headers);
        var values = new java.util.ArrayList<>(all.getOrDefault(name, List.of()));
        values.add(value);
        all.put(name, List.copyOf(values));
        return new ApiResponse(status, contentType, Map.copyOf(all), body);
    }
}
