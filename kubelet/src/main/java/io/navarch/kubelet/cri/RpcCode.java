package io.navarch.kubelet.cri;

/** The gRPC status codes, with the names that engines' and kubelets' messages print. */
public enum RpcCode {
    OK("OK"),
    CANCELED("Canceled"),
    UNKNOWN("Unknown"),
    INVALID_ARGUMENT("InvalidArgument"),
    DEADLINE_EXCEEDED("DeadlineExceeded"),
    NOT_FOUND("NotFound"),
    ALREADY_EXISTS("AlreadyExists"),
    PERMISSION_DENIED("PermissionDenied"),
    RESOURCE_EXHAUSTED("ResourceExhausted"),
    FAILED_PRECONDITION("FailedPrecondition"),
    ABORTED("Aborted"),
    OUT_OF_RANGE("OutOfRange"),
    UNIMPLEMENTED("Unimplemented"),
    INTERNAL("Internal"),
    UNAVAILABLE("Unavailable"),
    DATA_LOSS("DataLoss"),
    UNAUTHENTICATED("Unauthenticated");

    private final String printed;

    RpcCode(String printed) {
        this.printed = printed;
    }

    /** The code as messages print it, for instance {@code NotFound}; its position is its number on the wire. */
    public String printed() {
        return printed;
    }

    /** The code with the given number on the wire, {@link #UNKNOWN} for numbers that no code has. */
    public static RpcCode ofNumber(int number) {
        RpcCode[] codes = values();
        return number >= 0 && number < codes.length ? codes[number] : UNKNOWN;
    }
}
