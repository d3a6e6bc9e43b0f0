package io.navarch.kubelet.status;

/** Why a container does not run yet or again, as its state says it. */
public record Waiting(String reason, String message) {}
