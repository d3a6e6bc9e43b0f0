package io.navarch.embedded.node;

import io.navarch.embedded.NodeShape;
import io.navarch.embedded.engine.ProgramMoment;
import io.navarch.kubelet.cri.simulated.EngineMoment;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a simulated node was at one moment.
 *
 * @param agent what its agent knew; null if the node was silent
 * @param delay of what it says
 * @param ahead how much its wall clock differs from the cluster's
 */
record NodeMoment(
        NodeShape shape,
        String address,
        EngineMoment engine,
        Map<String, ProgramMoment> programs,
        NodeAgent.@Nullable Memory agent,
        Duration delay,
        Duration ahead) {}
