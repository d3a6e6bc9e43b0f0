package io.navarch.streaming.websocket;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;

/**
 * Numbered channels in one WebSocket, as the {@code channel.k8s.io} sub-protocols have them: each message begins with
 * its channel, a byte in binary messages, a digit before base64 text in the base64 variants.
 */
public final class ChannelSocket {
    private static final int CHUNK = 32 * 1024;

    private final WebSocket socket;
    private final boolean base64;

    public ChannelSocket(WebSocket socket, boolean base64) {
        this.socket = socket;
        this.base64 = base64;
    }

    /** What came on a channel; an empty payload is an announcement, not an end. */
    public record Message(int channel, byte[] payload) {}

    public WebSocket socket() {
        return socket;
    }

    /** The next message, or nothing at the end. */
    public Optional<Message> receive() throws IOException {
        while (true) {
            Optional<WebSocketMessage> next = socket.receive();
            if (next.isEmpty()) {
                return Optional.empty();
            }
            byte[] payload = next.get().payload();
            if (payload.length > 0) {
                return Optional.of(decode(payload));
            }
        }
    }

    private Message decode(byte[] payload) throws WebSocketException {
        byte[] rest = Arrays.copyOfRange(payload, 1, payload.length);
        if (!base64) {
            return new Message(payload[0] & 0xff, rest);
        }
        try {
            return new Message(
                    (payload[0] & 0xff) - '0', Base64.getMimeDecoder().decode(rest));
        } catch (IllegalArgumentException e) {
            throw new WebSocketException(WebSocket.PROTOCOL_ERROR, "message is not base64");
        }
    }

    public void send(int channel, byte[] bytes, int offset, int length) throws IOException {
        byte[] payload =
                base64 ? Base64.getEncoder().encode(Arrays.copyOfRange(bytes, offset, offset + length)) : bytes;
        int start = base64 ? 0 : offset;
        int count = base64 ? payload.length : length;
        byte[] message = new byte[1 + count];
        message[0] = (byte) (base64 ? '0' + channel : channel);
        System.arraycopy(payload, start, message, 1, count);
        if (base64) {
            socket.sendText(new String(message, StandardCharsets.US_ASCII));
        } else {
            socket.sendBinary(message, 0, message.length);
        }
    }

    /** A stream whose writes go to a channel. */
    public OutputStream output(int channel) {
        return new ChannelOutput(channel);
    }

    private final class ChannelOutput extends OutputStream {
        private final int channel;

        private ChannelOutput(int channel) {
            this.channel = channel;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            for (int done = 0; done < length; done += CHUNK) {
                send(channel, bytes, offset + done, Math.min(CHUNK, length - done));
            }
        }
    }
}
