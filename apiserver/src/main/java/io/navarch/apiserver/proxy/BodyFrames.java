package io.navarch.apiserver.proxy;

import io.navarch.apiserver.request.ApiResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A backend's body in pieces, as they come. */
final class BodyFrames implements ApiResponse.Frames {
    private static final Logger LOG = LoggerFactory.getLogger(BodyFrames.class);

    private final BackendAnswer answer;
    private final InputStream body;
    private final byte[] buffer = new byte[32 * 1024];

    BodyFrames(BackendAnswer answer) {
        this.answer = answer;
        this.body = answer.body();
    }

    @Override
    public byte @Nullable [] next() {
        try {
            int count = body.read(buffer);
            return count < 0 ? null : Arrays.copyOf(buffer, count);
        } catch (IOException e) {
            LOG.debug("a backend's answer broke off: {}", e.toString());
            return null;
        }
    }

    @Override
    public byte @Nullable [] poll() {
        try {
            return body.available() > 0 ? next() : null;
        } catch (IOException e) {
            LOG.debug("a backend's answer broke off: {}", e.toString());
            return null;
        }
    }

    @Override
    public void close() {
        answer.close();
    }
}
