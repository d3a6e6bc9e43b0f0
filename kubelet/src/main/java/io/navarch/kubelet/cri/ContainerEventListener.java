package io.navarch.kubelet.cri;

/** Hears of container events, in order, on a thread of the engine; must not block. */
public interface ContainerEventListener {
    void onEvent(ContainerEvent event);

    /**
     * The stream is over and the caller must look for itself or watch again. {@link RpcCode#UNIMPLEMENTED}: the engine
     * has no events.
     */
    void onEnd(ContainerRuntimeException reason);
}
