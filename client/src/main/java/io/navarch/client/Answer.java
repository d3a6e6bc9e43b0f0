package io.navarch.client;

import io.navarch.model.status.ApiException;

/**
 * What the API server answered.
 *
 * @param status the HTTP status code
 */
public record Answer(int status, String contentType, byte[] body) {
    public boolean ok() {
        return status / 100 == 2;
    }

    /** This answer if it is a good one; otherwise throws what it says. */
    public Answer orThrow() {
        if (!ok()) {
            throw ApiException.ofAnswer(status, body);
        }
        return this;
    }
}
