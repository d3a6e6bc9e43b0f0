package io.navarch.embedded.cluster;

import io.navarch.embedded.ClusterProvider;
import io.navarch.embedded.ClusterSettings;
import io.navarch.embedded.ClusterStartException;
import io.navarch.embedded.NavarchCluster;
import io.navarch.embedded.Snapshot;
import io.navarch.embedded.past.StateImage;
import io.navarch.embedded.time.ClusterTime;
import java.io.IOException;
import java.nio.file.Path;

/** Starts {@link EmbeddedCluster}s for those who know only the API. */
public final class EmbeddedClusterProvider implements ClusterProvider {
    @Override
    public NavarchCluster start(ClusterSettings settings) {
        var still = settings.stillFrom();
        var clock = still == null ? ClusterTime.following() : ClusterTime.standing(still);
        return CleanThread.start(settings, () -> {
            var cluster = EmbeddedCluster.start(settings, clock);
            try {
                new Manifests(cluster).create(settings.manifests());
            } catch (RuntimeException | InterruptedException e) {
                cluster.close();
                throw e;
            }
            return new ClusterFace(settings, cluster);
        });
    }

    @Override
    public Snapshot load(Path file) {
        try {
            return StateImage.load(file);
        } catch (IOException e) {
            throw new ClusterStartException("cannot begin with the state in " + file + ": " + e.getMessage(), e);
        }
    }
}
