package io.navarch.scheduler.plugins;

import io.navarch.scheduler.framework.FilterPlugin;
import io.navarch.scheduler.framework.Profile;
import io.navarch.scheduler.framework.ScorePlugin;
import io.navarch.scheduler.volume.VolumeBindingPlugin;
import io.navarch.scheduler.volume.VolumeObjects;
import io.navarch.scheduler.volume.VolumeRestrictionsPlugin;
import io.navarch.scheduler.volume.VolumeZonePlugin;
import java.util.ArrayList;
import java.util.List;

/** The plugins that are on unless a configuration says otherwise. */
public final class DefaultProfile {
    public static final String NAME = "default-scheduler";

    private DefaultProfile() {}

    /** The plugins that need to know nothing but nodes and pods. */
    public static Profile profile() {
        return new Profile(NAME, filters(), scores());
    }

    /** All of them. */
    public static Profile profile(VolumeObjects volumes) {
        var filters = new ArrayList<FilterPlugin>(filters());
        filters.add(new VolumeRestrictionsPlugin(volumes));
        filters.add(new VolumeBindingPlugin(volumes));
        filters.add(new VolumeZonePlugin(volumes));
        return new Profile(NAME, List.copyOf(filters), scores());
    }

    private static List<FilterPlugin> filters() {
        return List.of(
                new NodeUnschedulablePlugin(),
                new NodeNamePlugin(),
                new TaintTolerationPlugin.Filter(),
                new NodeAffinityPlugin.Filter(),
                new NodePortsPlugin(),
                new NodeResourcesFitPlugin.Filter(),
                new PodTopologySpreadPlugin.Filter(),
                new InterPodAffinityPlugin.Filter());
    }

    private static List<ScorePlugin> scores() {
        return List.of(
                new TaintTolerationPlugin.Score(),
                new NodeAffinityPlugin.Score(),
                new PodTopologySpreadPlugin.Score(),
                new InterPodAffinityPlugin.Score(),
                new NodeResourcesFitPlugin.Score(),
                new BalancedAllocationPlugin(),
                new ImageLocalityPlugin());
    }
}
