package io.navarch.kubelet.cri.grpc;

import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.navarch.cri.v1.ContainerEventResponse;
import io.navarch.cri.v1.GetEventsRequest;
import io.navarch.kubelet.cri.ContainerEventListener;
import io.navarch.kubelet.cri.ContainerRuntimeException;
import io.navarch.kubelet.cri.RpcCode;
import io.navarch.kubelet.cri.Subscription;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A stream of container events handed to a listener, on the connection's thread. */
final class EventWatch implements ClientResponseObserver<GetEventsRequest, ContainerEventResponse>, Subscription {
    private final ContainerEventListener listener;
    private final Path socket;
    private volatile @Nullable ClientCallStreamObserver<GetEventsRequest> call;
    private volatile boolean closed;

    EventWatch(ContainerEventListener listener, Path socket) {
        this.listener = listener;
        this.socket = socket;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<GetEventsRequest> started) {
        call = started;
    }

    @Override
    public void onNext(ContainerEventResponse event) {
        listener.onEvent(ProtoDecoder.event(event));
    }

    @Override
    public void onError(Throwable failure) {
        if (!closed) {
            listener.onEnd(RpcFailures.translate(Status.fromThrowable(failure).asRuntimeException(), socket));
        }
    }

    @Override
    public void onCompleted() {
        if (!closed) {
            listener.onEnd(new ContainerRuntimeException(RpcCode.UNAVAILABLE, "the engine closed the event stream"));
        }
    }

    @Override
    public void close() {
        closed = true;
        var running = call;
        if (running != null) {
            running.cancel("no longer wanted", null);
        }
    }
}
