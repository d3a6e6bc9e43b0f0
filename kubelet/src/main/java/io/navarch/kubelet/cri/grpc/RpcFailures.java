package io.navarch.kubelet.cri.grpc;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.navarch.kubelet.cri.ContainerRuntimeException;
import io.navarch.kubelet.cri.RpcCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Turns gRPC failures into the contract's, with the words that kubelets' events have for those of the connection. */
final class RpcFailures {
    private RpcFailures() {}

    static ContainerRuntimeException translate(StatusRuntimeException failure, Path socket) {
        Status status = failure.getStatus();
        if (status.getCode() == Status.Code.UNKNOWN && "channel closed".equals(status.getDescription())) {
            // The engine went away between the choice of the connection and the call.
            return new ContainerRuntimeException(RpcCode.UNAVAILABLE, "error reading from server: EOF", failure);
        }
        RpcCode code = RpcCode.ofNumber(status.getCode().value());
        return new ContainerRuntimeException(code, description(status, code, socket), failure);
    }

    private static String description(Status status, RpcCode code, Path socket) {
        String said = status.getDescription() == null ? "" : status.getDescription();
        if (code == RpcCode.UNAVAILABLE && status.getCause() instanceof IOException) {
            String why = Files.exists(socket) ? "connection refused" : "no such file or directory";
            return "connection error: desc = \"transport: Error while dialing: dial unix " + socket + ": connect: "
                    + why + "\"";
        }
        if (code == RpcCode.DEADLINE_EXCEEDED && said.contains("deadline exceeded after")) {
            return "context deadline exceeded";
        }
        if (code == RpcCode.CANCELED && status.getCause() instanceof InterruptedException) {
            return "context canceled";
        }
        return said;
    }
}
