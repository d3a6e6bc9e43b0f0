package io.navarch.kubelet.cri;

import org.jspecify.annotations.Nullable;

/**
 * An engine's refusal or failure. Its message reads {@code rpc error: code = NotFound desc = ...}, word for word as
 * events and statuses show it, whichever implementation threw it.
 */
public final class ContainerRuntimeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final RpcCode code;
    private final String description;

    public ContainerRuntimeException(RpcCode code, String description) {
        this(code, description, null);
    }

    public ContainerRuntimeException(RpcCode code, String description, @Nullable Throwable cause) {
        super("rpc error: code = " + code.printed() + " desc = " + description, cause);
        this.code = code;
        this.description = description;
    }

    public RpcCode code() {
        return code;
    }

    /** What the engine said, without the {@code rpc error} prefix. */
    public String description() {
        return description;
    }

    /** Whether the sandbox, container or image in question does not exist (any more). */
    public boolean notFound() {
        return code == RpcCode.NOT_FOUND;
    }
}
