package io.navarch.kubelet.probe;

import io.navarch.kubelet.dial.Deadline;
import io.navarch.kubelet.dial.Dialer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Asks pods by gRPC how they are (grpc.health.v1). The messages have one field each and are written by hand, so that a cluster in
 * a test needs no gRPC library.
 *
 * @see <a href="https://github.com/grpc/grpc/blob/master/doc/health-checking.md">GRPC Health Checking Protocol</a>
 */
final class GrpcHealth {
    static final int UNKNOWN = 2;
    static final int UNIMPLEMENTED = 12;

    private static final int SERVICE_FIELD = 1 << 3 | 2;
    private static final int STATUS_FIELD = 1 << 3;
    private static final int SERVING = 1;
    private static final String PATH = "/grpc.health.v1.Health/Check";
    private static final String[] NAMES = {"UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"};
    private static final String[] CODES = {
        "OK",
        "Canceled",
        "Unknown",
        "InvalidArgument",
        "DeadlineExceeded",
        "NotFound",
        "AlreadyExists",
        "PermissionDenied",
        "ResourceExhausted",
        "FailedPrecondition",
        "Aborted",
        "OutOfRange",
        "Unimplemented",
        "Internal",
        "Unavailable",
        "DataLoss",
        "Unauthenticated"
    };

    private final Dialer dialer;

    GrpcHealth(Dialer dialer) {
        this.dialer = dialer;
    }

    Outcome check(String host, int port, String service, Deadline deadline) {
        var address = Dialer.authority(host, port);
        var timeout = deadline.timeout().toSeconds() + "s";
        GrpcExchange.Reply reply;
        try (var socket = dialer.connect(host, port, deadline)) {
            try {
                reply = GrpcExchange.call(socket, address, PATH, request(service));
            } catch (IOException e) {
                return Outcome.failure(
                        deadline.passed()
                                ? "timeout: health rpc did not complete within " + timeout
                                : "error: health rpc probe failed: rpc error: code = Unavailable desc = "
                                        + e.getMessage());
            }
        } catch (IOException e) {
            return Outcome.failure("timeout: failed to connect service \"" + address + "\" within " + timeout
                    + ": context deadline exceeded");
        }
        return judge(reply);
    }

    private static Outcome judge(GrpcExchange.Reply reply) {
        if (reply.code() == UNIMPLEMENTED) {
            return Outcome.failure("error: this server does not implement the grpc health protocol"
                    + " (grpc.health.v1.Health): " + reply.message());
        }
        if (reply.code() != 0) {
            var code = reply.code() < CODES.length ? CODES[reply.code()] : "Code(" + reply.code() + ")";
            return Outcome.failure(
                    "error: health rpc probe failed: rpc error: code = " + code + " desc = " + reply.message());
        }
        int status = status(reply.body());
        return status == SERVING
                ? Outcome.SUCCESS
                : Outcome.failure("service unhealthy (responded with \"" + name(status) + "\")");
    }

    private static byte[] request(String service) {
        var text = service.getBytes(StandardCharsets.UTF_8);
        if (text.length == 0) {
            return text;
        }
        var message = new ByteArrayOutputStream();
        message.write(SERVICE_FIELD);
        for (int left = text.length; ; left >>>= 7) {
            if (left < 0x80) {
                message.write(left);
                break;
            }
            message.write(left & 0x7f | 0x80);
        }
        message.writeBytes(text);
        return message.toByteArray();
    }

    /** The status is the first and only field; without it, it is 0. */
    private static int status(byte[] response) {
        return response.length >= 2 && response[0] == STATUS_FIELD ? response[1] : 0;
    }

    private static String name(int status) {
        return status >= 0 && status < NAMES.length ? NAMES[status] : Integer.toString(status);
    }
}
