package io.navarch.apiserver.webhook;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A webhook that could not be asked, or did not answer as it should; the message is in upstream's words. */
public final class WebhookCallException extends IOException {
    private static final long serialVersionUID = 1;

    WebhookCallException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
