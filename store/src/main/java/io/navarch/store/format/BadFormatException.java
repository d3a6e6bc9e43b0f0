package io.navarch.store.format;

import java.io.IOException;

/** Bytes are not what the store writes. The message says in what way; whoever knows the file adds its name. */
public final class BadFormatException extends IOException {

    public BadFormatException(String message) {
        super(message);
    }
}
