package io.navarch.streaming.upgrade;

import io.navarch.streaming.Duplex;

/** What a server answered to an upgrade. */
public sealed interface UpgradeResponse {
    int status();

    HeaderFields headers();

    /** 101: the connection now speaks the new protocol, and belongs to the caller. */
    record Upgraded(HeaderFields headers, Duplex connection) implements UpgradeResponse {
        @Override
        public int status() {
            return 101;
        }
    }

    /** Any other answer, with as much of its body as is read of one. The connection is closed. */
    record Refused(int status, HeaderFields headers, byte[] body) implements UpgradeResponse {}
}
