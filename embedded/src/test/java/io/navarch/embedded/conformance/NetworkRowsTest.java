package io.navarch.embedded.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** [sig-network], as far as it is objects and controllers. */
class NetworkRowsTest {
    private static final String SLICES = "discovery.k8s.io/v1:endpointslices";
    private static Lab lab;

    @BeforeAll
    static void start() throws InterruptedException {
        lab = new Lab(2);
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    private static void pod(String name, String labels) {
        lab.create("pods", """
                {'metadata':{'name':'%s','labels':{%s}},'spec':{'containers':[{'name':'c','image':'httpd','ports':[{'name':'example-name','containerPort':3000},{'name':'other','containerPort':3001}]}]}}""".formatted(name, labels));
    }

    private static void service(String name, String spec) {
        lab.create(
                "services",
                "{'metadata':{'name':'%1$s','labels':{'test':'%1$s'}},'spec':{%2$s}}".formatted(name, spec));
    }

    private static List<Tree> slices(String service) {
        return lab.list(SLICES + "?labelSelector=kubernetes.io/service-name=" + service);
    }

    /** API Server should provide secure master service; should have Endpoints and EndpointSlices pointing to API Server. */
    @Test
    void apiServer() throws InterruptedException {
        var service = lab.get("services/kubernetes");
        assertThat(service.text("spec/ports/0/name") + service.number("spec/ports/0/port"))
                .isEqualTo("https443");
        lab.until(() -> assertThat(lab.get("endpoints/kubernetes").list("subsets/0/addresses"))
                .isNotEmpty());
        var slice = slices("kubernetes").get(0);
        assertThat(slice.name()).isEqualTo("kubernetes");
        assertThat(slice.text("endpoints/0/addresses/0"))
                .isEqualTo(lab.get("endpoints/kubernetes").text("subsets/0/addresses/0/ip"));
        assertThat(slice.number("ports/0/port"))
                .isEqualTo(lab.get("endpoints/kubernetes").number("subsets/0/ports/0/port"));
        // Its Endpoints are not mirrored a second time.
        assertThat(slices("kubernetes")).hasSize(1);
    }

    /** EndpointSlice and EndpointsController should create and delete for a Service with a selector that matches no pods. */
    @Test
    void noPods() throws InterruptedException {
        service(
                "empty",
                "'selector':{'does-not-match-anything':'endpoints-and-endpoint-slices-should-still-be-created'},'ports':[{'name':'example','port':80}]");
        lab.until(() -> assertThat(lab.gone("endpoints/empty")).isFalse());
        assertThat(lab.get("endpoints/empty").at("subsets").there()).isFalse();
        assertThat(slices("empty")).hasSize(1);
        var slice = slices("empty").get(0);
        assertThat(slice.text("metadata/labels/endpointslice.kubernetes.io~1managed-by"))
                .isEqualTo("endpointslice-controller.k8s.io");
        assertThat(slice.text("metadata/generateName")).isEqualTo("empty-");
        assertThat(slice.text("metadata/ownerReferences/0/kind")).isEqualTo("Service");
        assertThat(slice.text("endpoints")).isIn("[]", "");
        lab.delete("services/empty");
        lab.until(() -> {
            assertThat(lab.gone("endpoints/empty")).isTrue();
            assertThat(slices("empty")).isEmpty();
        });
    }

    /** EndpointSlice should create Endpoints and EndpointSlices for Pods matching a Service. */
    @Test
    void matchingPods() throws InterruptedException {
        pod("pod1", "'foo':'bar','shared':'yes'");
        pod("pod2", "'shared':'yes'");
        service(
                "pod1-svc",
                "'selector':{'foo':'bar'},'publishNotReadyAddresses':true,'ports':[{'name':'example-name','port':80,'targetPort':3000,'protocol':'TCP'}]");
        service(
                "shared-svc",
                "'selector':{'shared':'yes'},'publishNotReadyAddresses':true,'ports':[{'name':'example-named-port','port':80,'targetPort':'example-name'},{'name':'other','port':81,'targetPort':'other'}]");
        lab.until(() -> {
            assertThat(lab.get("endpoints/pod1-svc").list("subsets/0/addresses"))
                    .hasSize(1);
            assertThat(lab.get("endpoints/shared-svc").list("subsets/0/addresses"))
                    .hasSize(2);
        });
        var ip = lab.get("pods/pod1").text("status/podIP");
        var slice = slices("pod1-svc").get(0);
        assertThat(slice.text("addressType") + slice.text("endpoints/0/addresses/0"))
                .isEqualTo("IPv4" + ip);
        assertThat(slice.text("endpoints/0/conditions")).isEqualTo("{ready=true, serving=true, terminating=false}");
        assertThat(slice.text("endpoints/0/targetRef/name") + slice.text("endpoints/0/nodeName"))
                .isEqualTo("pod1" + lab.get("pods/pod1").text("spec/nodeName"));
        assertThat(slices("shared-svc").get(0).list("ports")).hasSize(2);
        assertThat(slices("shared-svc").get(0).list("endpoints")).hasSize(2);
        assertThat(lab.get("endpoints/shared-svc").text("metadata/labels/endpoints.kubernetes.io~1managed-by"))
                .isEqualTo("endpoint-controller");
        // An object that says nothing new stays the same.
        var version = slice.text("metadata/resourceVersion");
        lab.merge("pods/pod1", "{'metadata':{'annotations':{'a':'b'}}}");
        lab.settle();
        assertThat(slices("pod1-svc").get(0).text("metadata/resourceVersion")).isEqualTo(version);
    }

    /** EndpointSlice should support a Service with multiple ports and with multiple endpoint IPs specified in multiple EndpointSlices. */
    @Test
    void ownSlices() throws InterruptedException {
        service("custom", "'ports':[{'name':'portname1','port':80},{'name':'portname2','port':81}]");
        for (int i = 1; i <= 2; i++) {
            lab.create(SLICES, """
                    {'metadata':{'name':'custom-slice-%1$d','labels':{'kubernetes.io/service-name':'custom','endpointslice.kubernetes.io/managed-by':'e2e-test'}},'addressType':'IPv4',
                     'ports':[{'name':'portname%1$d','port':300%1$d}],'endpoints':[{'addresses':['10.2.3.%1$d']}]}""".formatted(i));
        }
        lab.settle();
        assertThat(slices("custom")).hasSize(2);
        assertThat(lab.gone("endpoints/custom")).isTrue();
    }

    /** EndpointsController should create Endpoints for Pods matching a Service; test the lifecycle of an Endpoint: those of others are mirrored. */
    @Test
    void mirrored() throws InterruptedException {
        service("manual", "'ports':[{'name':'http','port':80}]");
        lab.create(
                "endpoints",
                "{'metadata':{'name':'manual','labels':{'mine':'yes'}},'subsets':[{'addresses':[{'ip':'10.0.0.24'}],'ports':[{'name':'http','port':80,'protocol':'TCP'}]}]}");
        lab.until(() -> assertThat(slices("manual")).hasSize(1));
        var slice = slices("manual").get(0);
        assertThat(slice.text("metadata/labels/endpointslice.kubernetes.io~1managed-by"))
                .isEqualTo("endpointslicemirroring-controller.k8s.io");
        assertThat(slice.text("metadata/labels/mine")
                        + slice.text("endpoints/0/addresses/0")
                        + slice.text("endpoints/0/conditions/ready"))
                .isEqualTo("yes10.0.0.24true");
        lab.merge(
                "endpoints/manual",
                "{'subsets':[{'addresses':[{'ip':'10.0.0.25'}],'ports':[{'name':'http-test','port':8080,'protocol':'TCP'}]}]}");
        lab.until(() -> assertThat(slices("manual").get(0).text("endpoints/0/addresses/0"))
                .isEqualTo("10.0.0.25"));
        lab.delete("endpoints?labelSelector=mine=yes");
        lab.until(() -> assertThat(slices("manual")).isEmpty());
    }

    /** Services should be able to change the type from ExternalName to ClusterIP and NodePort, and back. */
    @Test
    void typesOfServices() throws InterruptedException {
        service("moving", "'type':'ExternalName','externalName':'foo.example.com'");
        assertThat(lab.get("services/moving").text("spec/clusterIP")).isEmpty();
        var cluster = lab.change("services/moving", it -> it.with("spec/type", "ClusterIP")
                .with("spec/externalName", null)
                .with(
                        "spec/ports",
                        List.of(Tree.of("{'port':80,'name':'http','protocol':'TCP'}")
                                .value())));
        assertThat(cluster.text("spec/clusterIP")).matches("10\\.\\d+\\.\\d+\\.\\d+");
        assertThat(cluster.list("spec/clusterIPs")).hasSize(1);
        assertThat(cluster.text("spec/internalTrafficPolicy")).isEqualTo("Cluster");
        var back = lab.change("services/moving", it -> it.with("spec/type", "ExternalName")
                .with("spec/externalName", "bar.example.com")
                .with("spec/clusterIP", "")
                .with("spec/clusterIPs", null));
        assertThat(back.at("spec/clusterIP").text("")).isEmpty();
        assertThat(back.at("spec/ipFamilies").there()).isFalse();
        assertThat(back.at("spec/internalTrafficPolicy").there()).isFalse();
        var ported = lab.change(
                "services/moving", it -> it.with("spec/type", "NodePort").with("spec/externalName", null));
        assertThat(ported.number("spec/ports/0/nodePort")).isBetween(30000L, 32767L);
        assertThat(ported.text("spec/externalTrafficPolicy")).isEqualTo("Cluster");
        var last = lab.change("services/moving", it -> it.with("spec/type", "ExternalName")
                .with("spec/externalName", "x.example.com")
                .with("spec/clusterIP", "")
                .with("spec/clusterIPs", null)
                .with("spec/ports/0/nodePort", null));
        assertThat(last.at("spec/ports/0/nodePort").there()).isFalse();
        // The address and the port are free again.
        var port = ported.number("spec/ports/0/nodePort");
        service(
                "taker",
                "'type':'NodePort','clusterIP':'%s','ports':[{'port':80,'nodePort':%d}]"
                        .formatted(ported.text("spec/clusterIP"), port));
        assertThat(lab.refusal(
                        "POST",
                        "services",
                        "{'metadata':{'name':'late'},'spec':{'type':'NodePort','ports':[{'port':80,'nodePort':%d}]}}"
                                .formatted(port)))
                .isEqualTo(
                        "422 Invalid: Service \"late\" is invalid: spec.ports[0].nodePort: Invalid value: %d: provided port is already allocated"
                                .formatted(port));
        assertThat(lab.refusal(
                        "POST",
                        "services",
                        "{'metadata':{'name':'late'},'spec':{'type':'NodePort','ports':[{'port':80,'nodePort':80}]}}"))
                .isEqualTo(
                        "422 Invalid: Service \"late\" is invalid: spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767");
        assertThat(lab.refusal(
                        "POST",
                        "services",
                        "{'metadata':{'name':'late'},'spec':{'clusterIP':'%s','ports':[{'port':80}]}}"
                                .formatted(ported.text("spec/clusterIP"))))
                .isEqualTo(
                        "422 Invalid: Service \"late\" is invalid: spec.clusterIPs: Invalid value: [\"%1$s\"]: failed to allocate IP %1$s: provided IP is already allocated"
                                .formatted(ported.text("spec/clusterIP")));
    }

    /** Services should complete a service status lifecycle; should delete a collection of services. */
    @Test
    void serviceStatus() throws InterruptedException {
        service(
                "stat",
                "'type':'LoadBalancer','ports':[{'name':'http','port':80}],'loadBalancerClass':'example.com/internal-vip'");
        assertThat(lab.get("services/stat/status").text("status/loadBalancer")).isEqualTo("{}");
        var patched = lab.merge(
                "services/stat/status",
                "{'metadata':{'annotations':{'patchedstatus':'true'}},'status':{'loadBalancer':{'ingress':[{'ip':'203.0.113.1'}]}}}");
        assertThat(patched.text("status/loadBalancer/ingress/0/ip")
                        + patched.text("status/loadBalancer/ingress/0/ipMode")
                        + patched.text("metadata/annotations/patchedstatus"))
                .isEqualTo("203.0.113.1VIPtrue");
        lab.change(
                "services/stat",
                "/status",
                it -> it.with(
                        "status/conditions",
                        List.of(Tree.of(
                                        "{'type':'StatusUpdate','status':'True','reason':'E2E','message':'m','lastTransitionTime':'2026-01-01T00:00:00Z'}")
                                .value())));
        assertThat(lab.get("services/stat").conditions()).containsExactly("StatusUpdate=True E2E");
        lab.strategic("services/stat", "{'metadata':{'labels':{'test-service':'patched'}}}");
        lab.delete("services?labelSelector=test-service=patched");
        assertThat(lab.gone("services/stat")).isTrue();
        assertThat(lab.gone("services/kubernetes")).isFalse();
    }

    /** Services should have session affinity: what is asked for is kept and given its default. */
    @Test
    void sessionAffinity() {
        service("sticky", "'sessionAffinity':'ClientIP','ports':[{'port':80}]");
        assertThat(lab.get("services/sticky").number("spec/sessionAffinityConfig/clientIP/timeoutSeconds"))
                .isEqualTo(10800);
        var none = lab.merge("services/sticky", "{'spec':{'sessionAffinity':'None'}}");
        assertThat(none.text("spec/sessionAffinity")).isEqualTo("None");
        assertThat(none.at("spec/sessionAffinityConfig").there()).isFalse();
    }

    /** Proxy version v1: through a service and a pod, with and without a path, for every verb. */
    @Test
    void proxy() throws Exception {
        pod("agnhost", "'proxied':'yes'");
        service(
                "e2e-proxy-test-service",
                "'selector':{'proxied':'yes'},'ports':[{'name':'portname1','port':80,'targetPort':3000}]");
        lab.until(() -> assertThat(lab.get("endpoints/e2e-proxy-test-service").list("subsets"))
                .hasSize(1));
        for (var path : List.of(
                "pods/agnhost/proxy",
                "pods/agnhost:3000/proxy",
                "services/e2e-proxy-test-service/proxy",
                "services/e2e-proxy-test-service:portname1/proxy",
                "services/http:e2e-proxy-test-service:80/proxy")) {
            for (var method : List.of("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")) {
                var answer = lab.call(method, path + "/some/path/with/" + method, "", new byte[0]);
                assertThat(answer.status()).as(method + " " + path).isEqualTo(200);
                assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("agnhost");
            }
        }
        assertThat(lab.refusal("GET", "services/absent/proxy/", ""))
                .isEqualTo("404 NotFound: services \"absent\" not found");
        service("nobody", "'ports':[{'port':80}]");
        assertThat(lab.refusal("GET", "services/nobody/proxy/", ""))
                .isEqualTo("503 ServiceUnavailable: no endpoints available for service \"nobody\"");
    }

    /** ServiceCIDR and IPAddress API. */
    @Test
    void addressesAndRanges() throws InterruptedException {
        var addresses = "/apis/networking.k8s.io/v1/ipaddresses";
        lab.create(
                addresses,
                "{'metadata':{'name':'192.168.2.2','labels':{'e2e':'ip'}},'spec':{'parentRef':{'group':'','resource':'services','name':'kubernetes','namespace':'default'}}}");
        assertThat(lab.merge(addresses + "/192.168.2.2", "{'metadata':{'annotations':{'patched':'true'}}}")
                        .text("metadata/annotations/patched"))
                .isEqualTo("true");
        assertThat(lab.list(addresses + "?labelSelector=e2e=ip")).hasSize(1);
        assertThat(lab.refusal(
                        "POST",
                        addresses,
                        "{'metadata':{'name':'no-address'},'spec':{'parentRef':{'resource':'services','name':'s'}}}"))
                .isEqualTo(
                        "422 Invalid: IPAddress.networking.k8s.io \"no-address\" is invalid: metadata.name: Invalid value: \"no-address\": ParseAddr(\"no-address\"): unable to parse IP");
        lab.delete(addresses + "?labelSelector=e2e=ip");
        assertThat(lab.list(addresses + "?labelSelector=e2e=ip")).isEmpty();
        var ranges = "/apis/networking.k8s.io/v1/servicecidrs";
        assertThat(lab.get(ranges + "/kubernetes").text("spec/cidrs/0")).isEqualTo("10.96.0.0/12");
        lab.until(() -> assertThat(lab.get(ranges + "/kubernetes").conditions()).containsExactly("Ready=True"));
        lab.create(
                ranges, "{'metadata':{'name':'svc-cidr','labels':{'e2e':'cidr'}},'spec':{'cidrs':['10.196.0.0/24']}}");
        var status = lab.merge(
                ranges + "/svc-cidr/status",
                "{'metadata':{'annotations':{'patchedstatus':'true'}},'status':{'conditions':[{'type':'StatusUpdate','status':'True','reason':'E2E','message':'m','lastTransitionTime':'2026-01-01T00:00:00Z'}]}}");
        assertThat(status.conditions()).contains("StatusUpdate=True E2E");
        assertThat(lab.refusal("PATCH", ranges + "/svc-cidr", "{'spec':{'cidrs':['10.197.0.0/24']}}"))
                .startsWith(
                        "422 Invalid: ServiceCIDR.networking.k8s.io \"svc-cidr\" is invalid: spec.cidrs[0]: Invalid value: ");
        lab.create(
                addresses,
                "{'metadata':{'name':'10.196.0.7'},'spec':{'parentRef':{'resource':'services','name':'s','namespace':'default'}}}");
        lab.settle();
        lab.delete(ranges + "/svc-cidr");
        lab.until(() -> assertThat(lab.get(ranges + "/svc-cidr").conditions()).contains("Ready=False Terminating"));
        lab.delete(addresses + "/10.196.0.7");
        lab.until(() -> assertThat(lab.gone(ranges + "/svc-cidr")).isTrue());
    }

    /** Ingress API and IngressClass API: status, defaults and what is refused. */
    @Test
    void ingresses() {
        var ingresses = "networking.k8s.io/v1:ingresses";
        lab.create(
                ingresses,
                "{'metadata':{'name':'web'},'spec':{'rules':[{'host':'foo.bar.com','http':{'paths':[{'path':'/','pathType':'Prefix','backend':{'service':{'name':'s','port':{'number':80}}}}]}}]}}");
        var status = lab.merge(
                ingresses + "/web/status",
                "{'metadata':{'annotations':{'patchedstatus':'true'}},'status':{'loadBalancer':{'ingress':[{'ip':'169.1.1.1'}]}}}");
        assertThat(status.text("status/loadBalancer/ingress/0/ip")).isEqualTo("169.1.1.1");
        lab.change(ingresses + "/web", "/status", it -> it.with("status/loadBalancer/ingress/0/ip", "169.1.1.2"));
        assertThat(lab.get(ingresses + "/web/status").text("status/loadBalancer/ingress/0/ip"))
                .isEqualTo("169.1.1.2");
        assertThat(lab.refusal("POST", ingresses, "{'metadata':{'name':'bad'},'spec':{}}"))
                .isEqualTo(
                        "422 Invalid: Ingress.extensions \"bad\" is invalid: spec: Invalid value: null: either `defaultBackend` or `rules` must be specified");
        assertThat(
                        lab.refusal(
                                "POST",
                                ingresses,
                                "{'metadata':{'name':'bad'},'spec':{'rules':[{'http':{'paths':[{'path':'/','backend':{'service':{'name':'s','port':{'number':80}}}}]}}]}}"))
                .isEqualTo(
                        "422 Invalid: Ingress.extensions \"bad\" is invalid: spec.rules[0].http.paths[0].pathType: Required value: pathType must be specified");
    }
}
