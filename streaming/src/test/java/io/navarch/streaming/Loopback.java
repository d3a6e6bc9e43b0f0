package io.navarch.streaming;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** Two ends of a TCP connection on the loopback interface. */
public record Loopback(Duplex client, Duplex server) implements AutoCloseable {
    public static Loopback open() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Socket client = new Socket(listener.getInetAddress(), listener.getLocalPort());
            return new Loopback(new SocketDuplex(client), new SocketDuplex(listener.accept()));
        }
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }

    /** Runs something on a virtual thread. */
    public static <T> CompletableFuture<T> async(Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                result.complete(work.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    /** Writes {@code total} bytes of a pattern that {@link #checkPattern} knows. */
    public static long writePattern(OutputStream out, long total) throws IOException {
        byte[] buffer = pattern();
        long left = total;
        while (left > 0) {
            int count = (int) Math.min(left, buffer.length);
            out.write(buffer, 0, count);
            left -= count;
        }
        return total;
    }

    /** Reads to the end, checks what comes, and returns how much it was. */
    public static long checkPattern(InputStream in) throws IOException {
        byte[] expected = pattern();
        byte[] buffer = new byte[expected.length];
        long total = 0;
        while (true) {
            int count = in.readNBytes(buffer, 0, buffer.length);
            for (int i = 0; i < count; i++) {
                if (buffer[i] != expected[i]) {
                    throw new IOException("wrong byte at " + (total + i));
                }
            }
            total += count;
            if (count < buffer.length) {
                return total;
            }
        }
    }

    private static byte[] pattern() {
        byte[] pattern = new byte[50_021];
        for (int i = 0; i < pattern.length; i++) {
            pattern[i] = (byte) (i * 31 + (i >> 7));
        }
        return pattern;
    }
}
