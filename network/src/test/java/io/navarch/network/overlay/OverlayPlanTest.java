package io.navarch.network.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.network.overlay.OverlayPlan.OverlayNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverlayPlanTest {
    private final OverlayNode own = new OverlayNode("n1", "192.0.2.1", "10.244.0.0/24");
    private final OverlayNode peer = new OverlayNode("n2", "192.0.2.2", "10.244.1.0/24");
    private final OverlayPlan plan = new OverlayPlan(own, List.of(peer));

    @Test
    void aPeerIsReachedByRouteNeighbourAndForwardingEntry() {
        assertThat(plan.routes())
                .containsExactly(
                        "neigh replace 10.244.1.0 lladdr 0a:58:0a:f4:01:00 dev nv.1 nud permanent",
                        "route replace 10.244.1.0/24 via 10.244.1.0 dev nv.1 onlink");
        assertThat(plan.forwarding())
                .containsExactly("fdb replace 0a:58:0a:f4:01:00 dev nv.1 dst 192.0.2.2 self permanent");
        assertThat(own.gateway()).isEqualTo("10.244.0.1/24");
    }

    @Test
    void whatNoNodeHasAnyMoreIsRemoved() {
        assertThat(plan.stale(
                        "10.244.1.0/24 via 10.244.1.0 onlink\n10.244.2.0/24 via 10.244.2.0 onlink",
                        "10.244.2.0 lladdr 0a:58:0a:f4:02:00 PERMANENT\n10.244.1.0 lladdr 0a:58:0a:f4:01:00 PERMANENT"))
                .containsExactly("route del 10.244.2.0/24 dev nv.1", "neigh del 10.244.2.0 dev nv.1");
        assertThat(plan.staleForwarding("0a:58:0a:f4:01:00 dst 192.0.2.9 self permanent\n"
                        + "0a:58:0a:f4:01:00 dst 192.0.2.2 self permanent\n"))
                .containsExactly("fdb del 0a:58:0a:f4:01:00 dev nv.1 dst 192.0.2.9");
        assertThat(plan.stale("", "")).isEmpty();
    }

    @Test
    void servicesOnTheBridgeAreMasqueradedOnlyIfTheKernelDoesNotFilterBridges() {
        var rule = "-A NAVARCH-POSTROUTING -s 10.244.0.0/24 -d 10.244.0.0/24 -m conntrack --ctstate DNAT";
        assertThat(plan.firewall("10.244.0.0/16", true)).doesNotContain(rule);
        assertThat(plan.firewall("10.244.0.0/16", false)).contains(rule);
    }

    @Test
    void anotherCniConfigurationIsRespected(@TempDir Path folder) throws Exception {
        var ours = CniConfiguration.render("cbr0", "10.244.0.0/24", 1450, Path.of("/addresses"));
        assertThat(CniConfiguration.write(folder, ours)).isTrue();
        assertThat(CniConfiguration.write(folder, ours)).isTrue();
        assertThat(new String(Files.readAllBytes(folder.resolve("10-navarch.conflist")), StandardCharsets.UTF_8))
                .contains(
                        "\"hairpinMode\":true",
                        "\"subnet\":\"10.244.0.0/24\"",
                        "\"type\":\"portmap\"",
                        "\"dataDir\":\"/addresses\"");
        Files.writeString(folder.resolve("05-other.conflist"), "{}");
        assertThat(CniConfiguration.write(folder, ours)).isFalse();
    }
}
