package io.navarch.scheduler.plugins;

import io.navarch.scheduler.framework.Profile;
import java.util.List;

/** The plugins that are on unless a configuration says otherwise. */
public final class DefaultProfile {
    public static final String NAME = "default-scheduler";

    private DefaultProfile() {}

    public static Profile profile() {
        return new Profile(
                NAME,
                List.of(
                        new NodeUnschedulablePlugin(),
                        new NodeNamePlugin(),
                        new TaintTolerationPlugin.Filter(),
                        new NodeAffinityPlugin.Filter(),
                        new NodePortsPlugin(),
                        new NodeResourcesFitPlugin.Filter()),
                List.of(
                        new TaintTolerationPlugin.Score(),
                        new NodeAffinityPlugin.Score(),
                        new NodeResourcesFitPlugin.Score(),
                        new BalancedAllocationPlugin(),
                        new ImageLocalityPlugin()));
    }
}
