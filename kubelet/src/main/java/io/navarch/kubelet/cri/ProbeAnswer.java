package io.navarch.kubelet.cri;

/** How a probe ended, with what there is to say about it when it failed. */
public record ProbeAnswer(boolean success, String output) {
    public static final ProbeAnswer SUCCESS = new ProbeAnswer(true, "");

    public static ProbeAnswer failure(String output) {
        return new ProbeAnswer(false, output);
    }
}
