package io.navarch.streaming.spdy;

import java.util.Map;

/**
 * A frame of SPDY/3.1. A {@link Data} frame is only its head: its payload follows on the connection, so that it can go
 * straight to where it belongs.
 */
sealed interface SpdyFrame {
    int FLAG_FIN = 0x01;
    int FLAG_UNIDIRECTIONAL = 0x02;
    int VERSION = 3;

    int SYN_STREAM = 1;
    int SYN_REPLY = 2;
    int RST_STREAM = 3;
    int SETTINGS = 4;
    int PING = 6;
    int GOAWAY = 7;
    int HEADERS = 8;
    int WINDOW_UPDATE = 9;

    /** Reasons of a RST_STREAM. */
    int PROTOCOL_ERROR = 1;

    int REFUSED_STREAM = 3;
    int CANCEL = 5;

    /** Identifiers of a SETTINGS entry. */
    int MAX_CONCURRENT_STREAMS = 4;

    int INITIAL_WINDOW_SIZE = 7;

    record Data(int streamId, boolean fin, int length) implements SpdyFrame {}

    record SynStream(
            int streamId,
            int associatedStreamId,
            int priority,
            boolean fin,
            boolean unidirectional,
            Map<String, String> headers)
            implements SpdyFrame {}

    record SynReply(int streamId, boolean fin, Map<String, String> headers) implements SpdyFrame {}

    record RstStream(int streamId, int status) implements SpdyFrame {}

    record Settings(Map<Integer, Integer> values) implements SpdyFrame {}

    record Ping(int id) implements SpdyFrame {}

    record GoAway(int lastGoodStreamId, int status) implements SpdyFrame {}

    record Headers(int streamId, boolean fin, Map<String, String> headers) implements SpdyFrame {}

    record WindowUpdate(int streamId, int delta) implements SpdyFrame {}

    /** A control frame of a type that the draft does not know, to be passed over. */
    record Unknown(int type) implements SpdyFrame {}
}
