package io.navarch.apiserver.http;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;

/** Compresses an answer at the fastest level while it is written. Closing it ends the body. */
final class GzipSink extends GZIPOutputStream {
    private static final int PIECE = 64 * 1024;

    GzipSink(Response response) throws IOException {
        super(new BufferedOutputStream(new Body(response), PIECE), 16 * 1024);
        def.setLevel(Deflater.BEST_SPEED);
    }

    /** Writes pieces to the answer; blocks. */
    private static final class Body extends OutputStream {
        private final Response response;

        Body(Response response) {
            this.response = response;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            Content.Sink.write(response, false, ByteBuffer.wrap(bytes, offset, length));
        }

        @Override
        public void close() throws IOException {
            Content.Sink.write(response, true, ByteBuffer.allocate(0));
        }
    }
}
