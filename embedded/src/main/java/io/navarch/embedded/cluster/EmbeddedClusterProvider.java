package io.navarch.embedded.cluster;

import io.navarch.embedded.ClusterProvider;
import io.navarch.embedded.ClusterSettings;
import io.navarch.embedded.ClusterStartException;
import io.navarch.embedded.NavarchCluster;
import io.navarch.runtime.Clock;
import io.navarch.runtime.ManualClock;

/** Starts {@link EmbeddedCluster}s for those who know only the API. */
public final class EmbeddedClusterProvider implements ClusterProvider {
    @Override
    public NavarchCluster start(ClusterSettings settings) {
        var still = settings.stillFrom();
        var clock = still == null ? Clock.system() : new ManualClock(still);
        try {
            return new ClusterFace(settings, EmbeddedCluster.start(settings, clock), new MachineTime(clock));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterStartException("interrupted while cluster " + settings.name() + " starts", e);
        }
    }
}
