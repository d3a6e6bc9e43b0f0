package io.navarch.streaming.websocket;

import io.navarch.streaming.Duplex;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import java.util.Optional;

/**
 * The bytes in a WebSocket's messages as one byte pair: the tunnel under {@code SPDY/3.1+portforward.k8s.io}. A
 * WebSocket has no half-close: closing the output sends the close message, which the peer answers by ending its own.
 */
public final class WebSocketDuplex implements Duplex {
    private static final int CHUNK = 32 * 1024;

    private final WebSocket socket;
    private final InputStream input = new MessageInput();
    private final OutputStream output = new MessageOutput();

    public WebSocketDuplex(WebSocket socket) {
        this.socket = socket;
    }

    @Override
    public InputStream input() {
        return input;
    }

    @Override
    public OutputStream output() {
        return output;
    }

    @Override
    public void closeOutput() {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "");
    }

    @Override
    public boolean aborted() {
        return !socket.closedByPeer();
    }

    @Override
    public void close() {
        socket.close();
    }

    private final class MessageInput extends InputStream {
        private byte[] message = new byte[0];
        private int position;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            if (length == 0) {
                return 0;
            }
            while (position == message.length) {
                Optional<WebSocketMessage> next = socket.receive();
                if (next.isEmpty()) {
                    return -1;
                }
                message = next.get().payload();
                position = 0;
            }
            int count = Math.min(length, message.length - position);
            System.arraycopy(message, position, bytes, offset, count);
            position += count;
            return count;
        }
    }

    private final class MessageOutput extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            for (int done = 0; done < length; done += CHUNK) {
                socket.sendBinary(bytes, offset + done, Math.min(CHUNK, length - done));
            }
        }

        @Override
        public void close() {
            closeOutput();
        }
    }
}
