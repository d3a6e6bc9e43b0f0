package io.navarch.scheduler.framework;

/** A filter's word on one node. */
public sealed interface Verdict {
    /** The pod may run there. */
    enum Fits implements Verdict {
        FITS
    }

    /**
     * The pod may not run there.
     *
     * @param reason in upstream's words, as events show it
     * @param resolvable whether removing other pods could help
     */
    record Refused(String reason, boolean resolvable) implements Verdict {}

    Verdict FITS = Fits.FITS;

    static Verdict refused(String reason) {
        return new Refused(reason, true);
    }

    /** Refused whatever runs there: preemption is of no help. */
    static Verdict unresolvable(String reason) {
        return new Refused(reason, false);
    }
}
