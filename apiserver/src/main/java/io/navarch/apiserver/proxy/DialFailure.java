package io.navarch.apiserver.proxy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;

/** A backend that cannot be reached, in the words of upstream's dialer. */
public final class DialFailure extends IOException {
    private static final long serialVersionUID = 1;

    private DialFailure(String message, IOException cause) {
        super(message, cause);
    }

    /** Opens a socket. */
    public interface Dial {
        Socket dial() throws IOException;
    }

    static Socket worded(Backend backend, Dial dial) throws DialFailure {
        return worded(backend.host(), backend.authority(), dial);
    }

    /**
     * The socket that was opened.
     *
     * @param authority the host with the port, as messages show it
     */
    public static Socket worded(String host, String authority, Dial dial) throws DialFailure {
        try {
            return dial.dial();
        } catch (UnknownHostException e) {
            throw new DialFailure("dial tcp: lookup " + host + ": no such host", e);
        } catch (IOException e) {
            throw new DialFailure("dial tcp " + authority + ": " + reason(e), e);
        }
    }

    private static String reason(IOException failure) {
        return switch (failure) {
            case SocketTimeoutException timeout -> "i/o timeout";
            case NoRouteToHostException unreachable -> "connect: no route to host";
            case ConnectException refused -> "connect: connection refused";
            default -> String.valueOf(failure.getMessage());
        };
    }
}
