package io.navarch.controllers.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.controllers.Json;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.Service;
import io.navarch.model.discovery.v1.Endpoint;
import io.navarch.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SlicePlanTest {
    private static final Service SERVICE = Json.read(Service.KIND, """
            {'metadata':{'name':'web','namespace':'n','uid':'s','labels':{'team':'t'}},
             'spec':{'selector':{'app':'web'},'clusterIP':'10.96.0.9','ports':[
               {'name':'http','port':80,'targetPort':'http','protocol':'TCP'},{'name':'m','port':90,'protocol':'TCP'}]}}""");

    private static Pod pod(int number) {
        return pod(number, "True", "");
    }

    private static Pod pod(int number, String ready, String more) {
        return Json.read(Pod.KIND, """
                {'metadata':{'name':'p%1$d','namespace':'n','uid':'u%1$d'%3$s},
                 'spec':{'nodeName':'node','containers':[{'name':'c','ports':[{'name':'http','containerPort':8111}]}]},
                 'status':{'phase':'Running','podIP':'10.0.%4$d.%5$d','podIPs':[{'ip':'10.0.%4$d.%5$d'},{'ip':'fd00::%1$d'}],
                   'conditions':[{'type':'Ready','status':'%2$s'}]}}""", number, ready, more, number / 250, number % 250);
    }

    private static SlicePlan plan(List<Pod> pods, List<EndpointSlice> existing) {
        return plan(SERVICE, pods, existing);
    }

    private static SlicePlan plan(Service service, List<Pod> pods, List<EndpointSlice> existing) {
        return SlicePlan.of(service, "IPv4", Backends.of(service, pods, "IPv4", name -> Optional.empty()), existing);
    }

    private static List<EndpointSlice> stored(SlicePlan plan) {
        var stored = new ArrayList<EndpointSlice>();
        for (var slice : plan.create()) {
            stored.add(slice.withMetadata(meta -> meta.withName("web-" + stored.size())));
        }
        return stored;
    }

    @Test
    void makesASliceWithNumbersForNamedPorts() {
        var plan = plan(List.of(pod(1), pod(2)), List.of());
        assertThat(plan.update()).isEmpty();
        assertThat(plan.create()).hasSize(1);
        var slice = plan.create().get(0);
        assertThat(slice.metadata().generateName()).isEqualTo("web-");
        assertThat(slice.metadata().labels())
                .containsEntry("kubernetes.io/service-name", "web")
                .containsEntry("endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io")
                .containsEntry("team", "t");
        assertThat(slice.ports()).extracting(port -> port.name() + port.port()).containsExactly("http8111", "m90");
        assertThat(slice.endpoints())
                .extracting(endpoint -> endpoint.addresses().get(0))
                .containsExactly("10.0.0.1", "10.0.0.2");
        assertThat(slice.endpoints().get(0).targetRef().name()).isEqualTo("p1");
        assertThat(slice.endpoints().get(0).nodeName()).isEqualTo("node");
        assertThat(slice.metadata().ownerReferences().get(0).uid()).isEqualTo("s");
    }

    @Test
    void leavesWhatIsRightAlone() {
        var stored = stored(plan(List.of(pod(1), pod(2)), List.of()));
        var plan = plan(List.of(pod(2), pod(1)), stored);
        assertThat(plan.create()).isEmpty();
        assertThat(plan.update()).isEmpty();
        assertThat(plan.delete()).isEmpty();
    }

    @Test
    void fillsSlicesOfAHundred() {
        var pods = IntStream.range(1, 251).mapToObj(SlicePlanTest::pod).toList();
        var stored = stored(plan(pods, List.of()));
        assertThat(stored).extracting(slice -> slice.endpoints().size()).containsExactly(100, 100, 50);
        var more = new ArrayList<>(pods);
        more.add(pod(300));
        var plan = plan(more, stored);
        assertThat(plan.create()).isEmpty();
        assertThat(plan.update()).extracting(slice -> slice.endpoints().size()).containsExactly(51);
        var gone = plan(pods.subList(0, 200), stored);
        assertThat(gone.delete()).containsExactly(stored.get(2));
        assertThat(gone.update()).isEmpty();
    }

    @Test
    void keepsAnEmptySliceForAServiceWithoutPods() {
        var plan = plan(List.of(), List.of());
        assertThat(plan.create()).hasSize(1);
        assertThat(plan.create().get(0).endpoints()).isEmpty();
        assertThat(plan(List.of(), stored(plan)).delete()).isEmpty();
    }

    private static String state(Endpoint endpoint) {
        var conditions = endpoint.conditions();
        return conditions.ready() + "/" + conditions.serving() + "/" + conditions.terminating();
    }

    @Test
    void saysInWhichStateAnEndpointIs() {
        var going = ",'deletionTimestamp':'2026-01-01T00:00:00Z'";
        var plan = plan(List.of(pod(1), pod(2, "False", ""), pod(3, "True", going), pod(4, "False", going)), List.of());
        assertThat(plan.create().get(0).endpoints())
                .extracting(SlicePlanTest::state)
                .containsExactly("true/true/false", "false/false/false", "false/true/true", "false/false/true");
        var generous = SERVICE.withSpec(spec -> spec.withPublishNotReadyAddresses(true));
        assertThat(plan(generous, List.of(pod(2, "False", "")), List.of())
                        .create()
                        .get(0)
                        .endpoints())
                .extracting(SlicePlanTest::state)
                .containsExactly("true/false/false");
    }

    @Test
    void separatesPodsWhosePortsDiffer() {
        var other = pod(2).withSpec(spec -> spec.withContainers(List.of(spec.containers()
                .get(0)
                .withPorts(List.of(spec.containers().get(0).ports().get(0).withContainerPort(9000))))));
        assertThat(plan(List.of(pod(1), other), List.of()).create())
                .extracting(slice -> slice.ports().get(0).port())
                .containsExactly(8111, 9000);
    }

    @Test
    void takesTheAddressOfTheFamily() {
        var backends = Backends.of(SERVICE, List.of(pod(7)), "IPv6", name -> Optional.empty());
        assertThat(backends).extracting(Backends.Backend::address).containsExactly("fd00::7");
    }

    @Test
    void leavesOutFinishedPodsAndThoseWithoutAnAddress() {
        var finished = pod(1).withStatus(status -> status.withPhase("Succeeded"));
        var waiting = Json.read(Pod.KIND, "{'metadata':{'name':'w'},'status':{'phase':'Pending'}}");
        assertThat(Backends.of(SERVICE, List.of(finished, waiting), "IPv4", name -> Optional.empty()))
                .isEmpty();
    }

    @Test
    void marksHeadlessServices() {
        var headless = SERVICE.withSpec(spec -> spec.withClusterIP("None"));
        assertThat(plan(headless, List.of(pod(1)), List.of())
                        .create()
                        .get(0)
                        .metadata()
                        .labels())
                .containsKey("service.kubernetes.io/headless");
    }
}
