package io.navarch.kubelet.cri.containerd;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** containerd cannot be had. The message says in one line what is wrong and what to do. */
public final class ContainerdException extends IOException {
    private static final long serialVersionUID = 1;

    public ContainerdException(String message) {
        super(message);
    }

    public ContainerdException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
