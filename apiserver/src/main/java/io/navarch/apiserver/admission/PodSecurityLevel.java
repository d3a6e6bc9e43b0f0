package io.navarch.apiserver.admission;

/** How much a pod may do, least to most restricted (the Pod Security Standards). */
enum PodSecurityLevel {
    PRIVILEGED,
    BASELINE,
    RESTRICTED;

    /** As labels write it; anything unknown restricts most, as upstream has it. */
    static PodSecurityLevel of(String label) {
        return switch (label) {
            case "", "privileged" -> PRIVILEGED;
            case "baseline" -> BASELINE;
            default -> RESTRICTED;
        };
    }

    String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
