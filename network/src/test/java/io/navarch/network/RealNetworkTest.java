package io.navarch.network;

import static io.navarch.network.Objects.json;
import static io.navarch.network.Objects.service;
import static io.navarch.network.Objects.slice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.navarch.client.informer.Informers;
import io.navarch.model.core.v1.Node;
import io.navarch.model.core.v1.Service;
import io.navarch.model.discovery.v1.EndpointSlice;
import io.navarch.network.overlay.Overlay;
import io.navarch.network.proxy.ServiceProxy;
import io.navarch.runtime.Clock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Overlay and service proxy of two nodes with the kernel's own devices and rules, in network namespaces. */
@Tag("root")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RealNetworkTest {
    private static final String CLUSTER = "10.198.0.0/16";
    private static final Map<String, String> NODES = Map.of("n1", "10.199.7.1", "n2", "10.199.7.2");
    private static final String VIP = "10.96.7.10:80";

    private static final FakeApi api = new FakeApi(Node.KIND, Service.KIND, EndpointSlice.KIND);
    private static final Clock clock = Clock.system();
    private static final Informers informers = new Informers(api.client(), clock);
    private static final List<Overlay> overlays = new ArrayList<>();
    private static final List<ServiceProxy> proxies = new ArrayList<>();
    private static NetworkLab lab;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(NetworkLab.possible(), "needs root and the network tools");
        lab = new NetworkLab(folder);
        for (int i = 1; i <= 2; i++) {
            lab.node("n" + i, NODES.get("n" + i));
            api.put(Node.KIND.read(json("{'metadata':{'name':'n" + i + "'},'spec':{'podCIDR':'10.198." + i
                    + ".0/24'},'status':{'addresses':[{'type':'InternalIP','address':'" + NODES.get("n" + i)
                    + "'}]}}")));
            // Refuses what nobody lets through, as a host with a firewall does.
            lab.run("n" + i, "iptables", "-P", "FORWARD", "DROP");
        }
        api.put(service(
                "default",
                "web",
                "'type':'NodePort','clusterIP':'10.96.7.10',"
                        + "'ports':[{'name':'http','port':80,'nodePort':30080,'protocol':'TCP'}]"));
        api.put(service("default", "none", "'clusterIP':'10.96.7.11','ports':[{'port':80,'protocol':'TCP'}]"));
        endpoints("a", "c");
        for (int i = 1; i <= 2; i++) {
            overlays.add(
                    new Overlay("n" + i, lab.network("n" + i), informers, CLUSTER, folder.resolve("cni" + i), clock));
            proxies.add(new ServiceProxy("n" + i, lab.network("n" + i), informers, CLUSTER, clock));
        }
        informers.start();
        overlays.forEach(Overlay::start);
        proxies.forEach(ServiceProxy::start);
        for (int i = 1; i <= 2; i++) {
            lab.bridge("n" + i, "10.198." + i + ".1");
        }
        lab.pod("n1", "a", "10.198.1.10", "10.198.1.1");
        lab.pod("n1", "b", "10.198.1.11", "10.198.1.1");
        lab.pod("n2", "c", "10.198.2.10", "10.198.2.1");
        until(() -> proxies.stream().allMatch(proxy -> proxy.syncs() > 0)
                && lab.run("n1", "ip", "route").contains("10.198.2.0/24")
                && lab.run("n2", "ip", "route").contains("10.198.1.0/24"));
        until(() -> lab.ask("a", "127.0.0.1:8080").startsWith("a"));
    }

    private static void endpoints(String... pods) {
        var endpoints = new ArrayList<String>();
        for (var pod : pods) {
            var ip = Map.of("a", "10.198.1.10", "b", "10.198.1.11", "c", "10.198.2.10")
                    .get(pod);
            endpoints.add("{'addresses':['" + ip + "'],'nodeName':'" + (pod.equals("c") ? "n2" : "n1")
                    + "','conditions':{'ready':true}}");
        }
        api.put(slice(
                "default",
                "web",
                "'ports':[{'name':'http','port':8080,'protocol':'TCP'}],'endpoints':[" + String.join(",", endpoints)
                        + "]"));
    }

    private static void until(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(deadline);
            Thread.yield();
        }
    }

    @AfterAll
    static void stop() throws Exception {
        if (lab == null) {
            return;
        }
        overlays.forEach(Overlay::close);
        proxies.forEach(ServiceProxy::close);
        informers.close();
        api.close();
        clock.close();
        lab.close();
    }

    private static TreeSet<String> askOften(String from, String address) {
        var answers = new TreeSet<String>();
        for (int i = 0; i < 20; i++) {
            answers.add(lab.ask(from, address).replaceFirst(" .*", ""));
        }
        return answers;
    }

    @Test
    @Order(1)
    void podsReachEachOtherAcrossNodesWithoutTranslation() {
        assertThat(lab.ask("a", "10.198.2.10:8080")).isEqualTo("c 10.198.1.10");
        assertThat(lab.ask("c", "10.198.1.11:8080")).isEqualTo("b 10.198.2.10");
        assertThat(lab.ask("a", "10.198.1.11:8080")).isEqualTo("b 10.198.1.10");
    }

    @Test
    @Order(1)
    void largePacketsPassTheOverlay() throws Exception {
        assertThat(lab.run("a", "busybox", "ping", "-c", "1", "-W", "3", "-s", "4000", "10.198.2.10"))
                .contains("1 packets received");
    }

    @Test
    @Order(1)
    void podsReachTheWorldUnderTheirNodesAddress() throws Exception {
        assertThat(lab.run("a", "busybox", "ping", "-c", "1", "-W", "3", "10.199.7.254"))
                .contains("1 packets received");
    }

    @Test
    @Order(2)
    void theServicesAddressWorksFromPodsAndNodesAndReachesAllEndpoints() {
        for (var from : List.of("b", "c", "n1", "n2")) {
            assertThat(askOften(from, VIP)).as("from %s", from).containsExactly("a", "c");
        }
        assertThat(lab.ask("b", VIP)).doesNotContain("failed");
    }

    @Test
    @Order(2)
    void aPodReachesItselfThroughItsService() {
        for (int i = 0; i < 10; i++) {
            assertThat(lab.ask("a", VIP)).matches("(a 10\\.198\\.1\\.1)|(c 10\\.198\\.1\\.10)");
        }
    }

    @Test
    @Order(2)
    void nodePortsWorkFromOutsideAndFromWithin() {
        for (var node : NODES.values()) {
            for (var from : List.of("world", "a", "c", "n1", "n2")) {
                assertThat(askOften(from, node + ":30080"))
                        .as("%s from %s", node, from)
                        .containsExactly("a", "c");
            }
        }
    }

    @Test
    @Order(2)
    void aServiceWithoutEndpointsRefusesAtOnce() {
        for (var from : List.of("a", "n1")) {
            assertThat(lab.ask(from, "10.96.7.11:80")).contains("curl: (7)").doesNotContain("timed out");
        }
    }

    @Test
    @Order(3)
    void aChangeOfEndpointsIsFollowed() throws Exception {
        endpoints("b");
        until(() -> askOften("n2", VIP).equals(new TreeSet<>(List.of("b"))));
        assertThat(lab.run("n1", "iptables-save", "-t", "nat")).doesNotContain("10.198.2.10");
        endpoints("a", "c");
        until(() -> askOften("n2", VIP).equals(new TreeSet<>(List.of("a", "c"))));
    }

    @Test
    @Order(3)
    void podsOfOneBridgeShareServices() throws Exception {
        endpoints("b");
        until(() -> askOften("n1", VIP).equals(new TreeSet<>(List.of("b"))));
        assertThat(lab.ask("a", VIP)).isEqualTo("b 10.198.1.10");
        // As on a kernel that does not show iptables what stays on a bridge, and refuses to.
        lab.run("n1", "sysctl", "-q", "-w", "net.bridge.bridge-nf-call-iptables=0");
        lab.run(
                "n1",
                "iptables",
                "-t",
                "nat",
                "-I",
                "NAVARCH-POSTROUTING",
                "-s",
                "10.198.1.0/24",
                "-d",
                "10.198.1.0/24",
                "-m",
                "conntrack",
                "--ctstate",
                "DNAT",
                "-j",
                "MASQUERADE");
        try {
            assertThat(lab.ask("a", VIP)).isEqualTo("b 10.198.1.1");
        } finally {
            lab.run("n1", "sysctl", "-q", "-w", "net.bridge.bridge-nf-call-iptables=1");
            endpoints("a", "c");
        }
    }

    @Test
    @Order(8)
    void aNodeThatIsGoneIsRoutedToNoMore() throws Exception {
        var gone = Node.KIND.read(json("{'metadata':{'name':'n2'}}"));
        api.remove(gone);
        until(() -> !lab.run("n1", "ip", "route").contains("10.198.2.0/24"));
        until(() -> !lab.run("n1", "bridge", "fdb", "show", "dev", "nv.1").contains("10.199.7.2"));
        assertThat(lab.run("n1", "ip", "neigh", "show", "dev", "nv.1")).isEmpty();
    }

    @Test
    @Order(9)
    void removalLeavesNothing() throws Exception {
        overlays.forEach(Overlay::close);
        proxies.forEach(ServiceProxy::close);
        ServiceProxy.remove(lab.network("n1"));
        Overlay.remove(lab.network("n1"));
        assertThat(lab.run("n1", "iptables-save")).doesNotContain("KUBE", "NAVARCH");
        assertThat(lab.run("n1", "ip", "link")).doesNotContain("nv.1", "cbr0");
        ServiceProxy.remove(lab.network("n1"));
        Overlay.remove(lab.network("n1"));
    }
}
