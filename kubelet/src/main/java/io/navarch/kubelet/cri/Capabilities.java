package io.navarch.kubelet.cri;

import java.util.List;

/** Linux capabilities given to and taken from a container, without the {@code CAP_} prefix; ALL means every one. */
public record Capabilities(List<String> add, List<String> drop) {
    public static final Capabilities NONE = new Capabilities(List.of(), List.of());

    public Capabilities {
        add = List.copyOf(add);
        drop = List.copyOf(drop);
    }
}
