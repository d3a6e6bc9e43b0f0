package io.navarch.scheduler.framework;

/** A part of the decision which node a pod gets. */
public interface Plugin {
    /** Upstream's name, as configurations use it. */
    String name();
}
