package io.navarch.network.proxy;

import static io.navarch.network.Objects.service;
import static io.navarch.network.Objects.slice;
import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.core.v1.LoadBalancerIngress;
import io.navarch.model.core.v1.Service;
import io.navarch.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleSetTest {
    private static final ProxyOptions OPTIONS = ProxyOptions.usual("10.244.0.0/16");
    private static final String WEB = "'clusterIP':'10.96.1.2','ports':[{'name':'http','port':80,'protocol':'TCP'";

    private final List<Service> services = new ArrayList<>();
    private final List<EndpointSlice> slices = new ArrayList<>();
    private String zone = "";

    private List<ProxiedPort> ports() {
        return new ProxiedPorts("here", zone, IpFamily.IPV4).read(services, slices);
    }

    private RuleSet rules() {
        return RuleSet.of(ports(), OPTIONS);
    }

    private List<String> nat(String chain) {
        return rules().nat().getOrDefault(chain, List.of());
    }

    private List<String> filter(String chain) {
        return rules().filter().getOrDefault(chain, List.of());
    }

    private void web(String more) {
        services.add(service("default", "web", WEB + more));
    }

    private static String endpoint(String ip, String more) {
        return "{'addresses':['" + ip + "'],'conditions':{'ready':true}" + more + "}";
    }

    private void webEndpoints(String... endpoints) {
        slices.add(slice(
                "default",
                "web",
                "'ports':[{'name':'http','port':8080,'protocol':'TCP'}],'endpoints':[" + String.join(",", endpoints)
                        + "]"));
    }

    private static String chainOf(String prefix) {
        return ChainNames.of(prefix, new ServicePortName("default", "web", "http", "TCP"), "tcp");
    }

    private static String endpointChain(String target) {
        return ChainNames.ofEndpoint(new ServicePortName("default", "web", "http", "TCP"), "tcp", target);
    }

    @Test
    void chainsAreNamedAsUpstreamNamesThem() {
        assertThat(ChainNames.of("KUBE-SVC-", new ServicePortName("default", "kubernetes", "https", "TCP"), "tcp"))
                .isEqualTo("KUBE-SVC-NPX46M4PTMTKRN6Y");
        assertThat(ChainNames.of("KUBE-SVC-", new ServicePortName("kube-system", "kube-dns", "dns", "UDP"), "udp"))
                .isEqualTo("KUBE-SVC-TCOU7JCQXEZGVUNU");
        assertThat(ChainNames.of("KUBE-SVC-", new ServicePortName("kube-system", "kube-dns", "dns-tcp", "TCP"), "tcp"))
                .isEqualTo("KUBE-SVC-ERIFXISQEP7F7OF4");
    }

    @Test
    void aClusterIpLeadsToEachEndpointAsOftenAsToTheOther() {
        web("}]");
        webEndpoints(endpoint("10.244.0.5", ""), endpoint("10.244.1.5", ""));
        var chain = chainOf("KUBE-SVC-");
        assertThat(nat("KUBE-SERVICES"))
                .containsExactly(
                        "-m comment --comment \"default/web:http cluster IP\" -m tcp -p tcp -d 10.96.1.2 --dport 80 -j "
                                + chain,
                        "-m comment --comment \"kubernetes service nodeports; NOTE: this must be the last rule in this"
                                + " chain\" -m addrtype --dst-type LOCAL ! -d 127.0.0.0/8 -j KUBE-NODEPORTS");
        assertThat(nat(chain))
                .containsExactly(
                        "-m comment --comment \"default/web:http cluster IP\" -m tcp -p tcp -d 10.96.1.2 --dport 80"
                                + " ! -s 10.244.0.0/16 -j KUBE-MARK-MASQ",
                        "-m comment --comment \"default/web:http -> 10.244.0.5:8080\" -m statistic --mode random"
                                + " --probability 0.5000000000 -j " + endpointChain("10.244.0.5:8080"),
                        "-m comment --comment \"default/web:http -> 10.244.1.5:8080\" -j "
                                + endpointChain("10.244.1.5:8080"));
        assertThat(nat(endpointChain("10.244.0.5:8080")))
                .containsExactly(
                        "-m comment --comment \"default/web:http\" -s 10.244.0.5 -j KUBE-MARK-MASQ",
                        "-m comment --comment \"default/web:http\" -m tcp -p tcp -j DNAT --to-destination 10.244.0.5:8080");
    }

    @Test
    void aServiceWithoutEndpointsIsRefused() {
        web(",'nodePort':30080}],'type':'NodePort'");
        assertThat(nat("KUBE-SERVICES")).hasSize(1);
        assertThat(filter("KUBE-SERVICES"))
                .containsExactly("-m comment --comment \"default/web:http has no endpoints\" -m tcp -p tcp"
                        + " -d 10.96.1.2 --dport 80 -j REJECT");
        assertThat(filter("KUBE-EXTERNAL-SERVICES"))
                .containsExactly("-m comment --comment \"default/web:http has no endpoints\" -m addrtype"
                        + " --dst-type LOCAL -m tcp -p tcp --dport 30080 -j REJECT");
    }

    @Test
    void aNodePortIsMasqueraded() {
        web(",'nodePort':30080}],'type':'NodePort','externalIPs':['192.0.2.7']");
        webEndpoints(endpoint("10.244.0.5", ""));
        var external = chainOf("KUBE-EXT-");
        assertThat(nat("KUBE-NODEPORTS"))
                .containsExactly(
                        "-m comment --comment \"default/web:http\" -m tcp -p tcp --dport 30080 -j " + external);
        assertThat(nat("KUBE-SERVICES"))
                .contains(
                        "-m comment --comment \"default/web:http external IP\" -m tcp -p tcp -d 192.0.2.7 --dport 80 -j "
                                + external);
        assertThat(nat(external))
                .containsExactly(
                        "-m comment --comment \"masquerade traffic for default/web:http external destinations\""
                                + " -j KUBE-MARK-MASQ",
                        "-j " + chainOf("KUBE-SVC-"));
    }

    @Test
    void externalPolicyLocalKeepsToTheNodesEndpoints() {
        web(",'nodePort':30080}],'type':'NodePort','externalTrafficPolicy':'Local'");
        webEndpoints(endpoint("10.244.0.5", ",'nodeName':'here'"), endpoint("10.244.1.5", ",'nodeName':'there'"));
        assertThat(nat(chainOf("KUBE-EXT-")))
                .containsExactly(
                        "-m comment --comment \"pod traffic for default/web:http external destinations\""
                                + " -s 10.244.0.0/16 -j " + chainOf("KUBE-SVC-"),
                        "-m comment --comment \"masquerade LOCAL traffic for default/web:http external destinations\""
                                + " -m addrtype --src-type LOCAL -j KUBE-MARK-MASQ",
                        "-m comment --comment \"route LOCAL traffic for default/web:http external destinations\""
                                + " -m addrtype --src-type LOCAL -j " + chainOf("KUBE-SVC-"),
                        "-j " + chainOf("KUBE-SVL-"));
        assertThat(nat(chainOf("KUBE-SVL-")))
                .containsExactly("-m comment --comment \"default/web:http -> 10.244.0.5:8080\" -j "
                        + endpointChain("10.244.0.5:8080"));
    }

    @Test
    void policyLocalWithoutAnEndpointOnTheNodeDrops() {
        web(",'nodePort':30080}],'type':'NodePort','externalTrafficPolicy':'Local','internalTrafficPolicy':'Local'");
        webEndpoints(endpoint("10.244.1.5", ",'nodeName':'there'"));
        assertThat(filter("KUBE-SERVICES"))
                .containsExactly("-m comment --comment \"default/web:http has no local endpoints\" -m tcp -p tcp"
                        + " -d 10.96.1.2 --dport 80 -j DROP");
        assertThat(filter("KUBE-EXTERNAL-SERVICES"))
                .containsExactly("-m comment --comment \"default/web:http has no local endpoints\" -m addrtype"
                        + " --dst-type LOCAL -m tcp -p tcp --dport 30080 -j DROP");
    }

    @Test
    void aLoadBalancerMayBeOpenToSomeAlone() {
        web(",'nodePort':30080}],'type':'LoadBalancer','loadBalancerSourceRanges':['203.0.113.0/25'],"
                + "'healthCheckNodePort':30999");
        var balanced = services.removeLast();
        services.add(balanced.withStatus(balanced.status()
                .withLoadBalancer(balanced.status()
                        .loadBalancer()
                        .withIngress(List.of(LoadBalancerIngress.EMPTY.withIp("192.0.2.80"))))));
        webEndpoints(endpoint("10.244.0.5", ""));
        var firewall = chainOf("KUBE-FW-");
        assertThat(nat("KUBE-SERVICES"))
                .contains("-m comment --comment \"default/web:http loadbalancer IP\" -m tcp -p tcp -d 192.0.2.80"
                        + " --dport 80 -j " + firewall);
        assertThat(nat(firewall))
                .containsExactly(
                        "-m comment --comment \"default/web:http loadbalancer IP\" -s 203.0.113.0/25 -j "
                                + chainOf("KUBE-EXT-"),
                        "-m comment --comment \"other traffic to default/web:http will be dropped by"
                                + " KUBE-PROXY-FIREWALL\"");
        assertThat(filter("KUBE-PROXY-FIREWALL"))
                .containsExactly("-m comment --comment \"default/web:http traffic not accepted by " + firewall
                        + "\" -m tcp -p tcp -d 192.0.2.80 --dport 80 -j DROP");
        assertThat(filter("KUBE-NODEPORTS"))
                .containsExactly("-m comment --comment \"default/web:http health check node port\" -m tcp -p tcp"
                        + " --dport 30999 -j ACCEPT");
    }

    @Test
    void aClientMayStayWithItsEndpoint() {
        web("}],'sessionAffinity':'ClientIP','sessionAffinityConfig':{'clientIP':{'timeoutSeconds':600}}");
        webEndpoints(endpoint("10.244.0.5", ""));
        var endpoint = endpointChain("10.244.0.5:8080");
        assertThat(nat(chainOf("KUBE-SVC-")))
                .contains("-m comment --comment \"default/web:http -> 10.244.0.5:8080\" -m recent --name " + endpoint
                        + " --rcheck --seconds 600 --reap -j " + endpoint);
        assertThat(nat(endpoint).getLast()).contains("-m recent --name " + endpoint + " --set -m tcp -p tcp -j DNAT");
    }

    @Test
    void endpointsThatTerminateServeOnlyWhenNoneIsReady() {
        web("}]");
        var ending = "{'addresses':['10.244.0.6'],'conditions':{'ready':false,'serving':true,'terminating':true}}";
        webEndpoints(endpoint("10.244.0.5", ""), ending);
        assertThat(ports().getFirst().destinations().cluster())
                .extracting(ProxyEndpoint::ip)
                .containsExactly("10.244.0.5");
        slices.clear();
        webEndpoints(ending, "{'addresses':['10.244.0.7'],'conditions':{'ready':false}}");
        assertThat(ports().getFirst().destinations().cluster())
                .extracting(ProxyEndpoint::ip)
                .containsExactly("10.244.0.6");
    }

    @Test
    void hintsKeepTrafficInTheZoneWhenTheyAreComplete() {
        web("}]");
        zone = "a";
        var hinted = endpoint("10.244.0.5", ",'hints':{'forZones':[{'name':'a'}]}");
        webEndpoints(hinted, endpoint("10.244.0.6", ",'hints':{'forZones':[{'name':'b'}]}"));
        assertThat(ports().getFirst().destinations().cluster())
                .extracting(ProxyEndpoint::ip)
                .containsExactly("10.244.0.5");
        slices.clear();
        webEndpoints(hinted, endpoint("10.244.0.6", ""));
        assertThat(ports().getFirst().destinations().cluster()).hasSize(2);
    }

    @Test
    void onlyChainsThatDifferAreWritten() {
        web("}]");
        services.add(service("default", "other", "'clusterIP':'10.96.1.3','ports':[{'port':1}]"));
        webEndpoints(endpoint("10.244.0.5", ""));
        slices.add(slice(
                "default",
                "other",
                "'ports':[{'name':'','port':1,'protocol':'TCP'}],'endpoints':[" + endpoint("10.244.0.9", "") + "]"));
        var before = rules();
        assertThat(before.difference(before, List.of())).isEmpty();
        slices.removeFirst();
        webEndpoints(endpoint("10.244.0.6", ""));
        var text = rules().difference(before, List.of());
        assertThat(text)
                .startsWith("*nat\n")
                .endsWith("COMMIT\n")
                .contains("-X " + endpointChain("10.244.0.5:8080") + "\n", "-A " + endpointChain("10.244.0.6:8080"))
                .doesNotContain("default/other", "KUBE-SERVICES");
    }

    @Test
    void servicesThatAreNotProxiedHaveNoRules() {
        services.add(service("default", "headless", "'clusterIP':'None','ports':[{'port':1}]"));
        services.add(service("default", "outside", "'type':'ExternalName','externalName':'example.org'"));
        services.add(service("default", "six", "'clusterIP':'fd00::1','ports':[{'port':1}]"));
        assertThat(ports()).isEmpty();
    }

    @Test
    void flowsOfUdpToWhatIsGoneAreEnded() {
        services.add(service(
                "kube-system", "dns", "'clusterIP':'10.96.0.10','ports':[{'name':'dns','port':53,'protocol':'UDP'}]"));
        var none = ports();
        slices.add(slice(
                "kube-system",
                "dns",
                "'ports':[{'name':'dns','port':53,'protocol':'UDP'}],'endpoints':[" + endpoint("10.244.0.2", "")
                        + "]"));
        var one = ports();
        assertThat(StaleFlows.between(none, one))
                .containsExactly(List.of("-D", "--orig-dst", "10.96.0.10", "-p", "udp"));
        assertThat(StaleFlows.between(one, none))
                .containsExactly(List.of("-D", "--orig-dst", "10.96.0.10", "--dst-nat", "10.244.0.2", "-p", "udp"));
        assertThat(StaleFlows.between(one, one)).isEmpty();
    }
}
