package io.navarch.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.kubelet.cri.DnsConfig;
import io.navarch.model.core.v1.Pod;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SandboxMakerTest {
    private final SandboxMaker maker = new SandboxMaker(
            Path.of("/var/log/pods"),
            "/node-2",
            List.of("10.96.0.10"),
            "cluster.local",
            new DnsConfig(List.of("192.0.2.53"), List.of("example.org"), List.of("timeout:1")));

    private static Pod pod(String spec) {
        return Pod.KIND.read(("{\"metadata\":{\"name\":\"p\",\"namespace\":\"shop\",\"uid\":\"u\"},\"spec\":" + spec
                        + ",\"status\":{\"qosClass\":\"Burstable\"}}")
                .getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void searchesTheClusterFirst() {
        var dns = maker.dns(pod("{\"dnsPolicy\":\"ClusterFirst\"}"));
        assertThat(dns.servers()).containsExactly("10.96.0.10");
        assertThat(dns.searches())
                .containsExactly("shop.svc.cluster.local", "svc.cluster.local", "cluster.local", "example.org");
        assertThat(dns.options()).containsExactly("ndots:5");
    }

    @Test
    void givesPodsOfTheHostsNetworkTheHostsServersUnlessAskedOtherwise() {
        assertThat(maker.dns(pod("{\"dnsPolicy\":\"ClusterFirst\",\"hostNetwork\":true}"))
                        .servers())
                .containsExactly("192.0.2.53");
        assertThat(maker.dns(pod("{\"dnsPolicy\":\"ClusterFirstWithHostNet\",\"hostNetwork\":true}"))
                        .servers())
                .containsExactly("10.96.0.10");
        assertThat(maker.dns(pod("{\"dnsPolicy\":\"Default\"}")).searches()).containsExactly("example.org");
    }

    @Test
    void mergesThePodsOwnConfiguration() {
        var dns = maker.dns(pod("""
                {"dnsPolicy":"ClusterFirst","dnsConfig":{"nameservers":["1.1.1.1"],"searches":["a.b"],
                 "options":[{"name":"ndots","value":"2"},{"name":"edns0"}]}}"""));
        assertThat(dns.servers()).containsExactly("10.96.0.10", "1.1.1.1");
        assertThat(dns.searches()).endsWith("a.b");
        assertThat(dns.options()).containsExactly("ndots:2", "edns0");
        var none = maker.dns(pod("{\"dnsPolicy\":\"None\",\"dnsConfig\":{\"nameservers\":[\"1.1.1.1\"]}}"));
        assertThat(none.servers()).containsExactly("1.1.1.1");
        assertThat(none.searches()).isEmpty();
    }

    @Test
    void placesThePodByItsQuality() {
        var config = maker.config(pod("{\"hostname\":\"web\"}"), 3);
        assertThat(config.cgroupParent()).isEqualTo("/node-2/kubepods/burstable/podu");
        assertThat(config.hostname()).isEqualTo("web");
        assertThat(config.metadata().attempt()).isEqualTo(3);
        assertThat(config.logDirectory()).isEqualTo("/var/log/pods/shop_p_u");
    }
}
