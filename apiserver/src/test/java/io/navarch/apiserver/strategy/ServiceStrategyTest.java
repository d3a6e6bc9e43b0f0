package io.navarch.apiserver.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.apiserver.registry.DeleteOptions;
import io.navarch.apiserver.registry.ObjectStore;
import io.navarch.apiserver.registry.Reservation;
import io.navarch.apiserver.registry.WriteContext;
import io.navarch.apiserver.request.User;
import io.navarch.model.core.v1.Service;
import io.navarch.model.kind.Kinds;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.tree.Struct;
import io.navarch.runtime.ManualClock;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ServiceStrategyTest {
    private final List<Struct> stored = new ArrayList<>();
    private ServiceStrategy strategy = strategy("10.96.0.0/24");

    private static ServiceStrategy strategy(String... cidrs) {
        var ranges = new ServiceRanges(List.of(cidrs).stream().map(Cidr::parse).toList(), 30000, 30002);
        return new ServiceStrategy(ranges, new Random(1));
    }

    private static Service service(String spec) {
        var json = "{\"metadata\":{\"name\":\"s\"},\"spec\":" + spec.replace('\'', '"') + "}";
        return Service.KIND.read(json.getBytes(StandardCharsets.UTF_8));
    }

    private WriteContext context(boolean dryRun) {
        var kind = Kinds.builtIn().definition("", "services").orElseThrow();
        var clock = new ManualClock(Instant.EPOCH);
        return new WriteContext(kind, "", "d", "s", User.ANONYMOUS, dryRun, clock, (group, plural) -> new Services());
    }

    private Reservation begin(String spec) {
        return strategy.beginCreate(context(false), service(spec).tree());
    }

    private Service create(String spec) {
        return new Service(begin(spec).object());
    }

    private Reservation beginUpdate(Service before, Service after) {
        return strategy.beginUpdate(context(false), before.tree(), after.tree());
    }

    @Test
    void givesAnAddressFromTheUpperPartOfTheRange() {
        var spec = create("{'type':'ClusterIP'}").spec();
        assertThat(spec.clusterIP()).startsWith("10.96.0.");
        assertThat(Integer.parseInt(spec.clusterIP().substring(8))).isGreaterThan(16);
        assertThat(spec.clusterIPs()).containsExactly(spec.clusterIP());
        assertThat(spec.ipFamilies()).containsExactly("IPv4");
        assertThat(spec.ipFamilyPolicy()).isEqualTo("SingleStack");
    }

    @Test
    void anAddressHasOneHolder() {
        var first = begin("{'type':'ClusterIP','clusterIP':'10.96.0.10'}");
        assertThatThrownBy(() -> begin("{'type':'ClusterIP','clusterIP':'10.96.0.10'}"))
                .hasMessage("Service \"s\" is invalid: spec.clusterIPs: Invalid value: [\"10.96.0.10\"]: "
                        + "failed to allocate IP 10.96.0.10: provided IP is already allocated");
        first.rollback().run();
        assertThat(create("{'type':'ClusterIP','clusterIP':'10.96.0.10'}")
                        .spec()
                        .clusterIP())
                .isEqualTo("10.96.0.10");
    }

    @Test
    void refusesAnAddressOutsideTheRange() {
        assertThatThrownBy(() -> begin("{'type':'ClusterIP','clusterIP':'1.2.3.4'}"))
                .hasMessageEndingWith(
                        "failed to allocate IP 1.2.3.4: the provided IP (1.2.3.4) is not in the valid range. "
                                + "The range of valid IPs is 10.96.0.0/24");
    }

    @Test
    void headlessServicesHaveNoAddress() {
        var selecting = create("{'type':'ClusterIP','clusterIP':'None','selector':{'a':'b'}}")
                .spec();
        assertThat(selecting.clusterIPs()).containsExactly("None");
        assertThat(selecting.ipFamilies()).containsExactly("IPv4");
        var anywhere = create("{'type':'ClusterIP','clusterIP':'None'}").spec();
        assertThat(anywhere.ipFamilies()).containsExactly("IPv4", "IPv6");
        assertThat(anywhere.ipFamilyPolicy()).isEqualTo("RequireDualStack");
    }

    @Test
    void dualStackServicesGetAnAddressOfEachFamily() {
        strategy = strategy("10.96.0.0/24", "fd00::/108");
        var spec = create("{'type':'ClusterIP','ipFamilyPolicy':'PreferDualStack'}")
                .spec();
        assertThat(spec.ipFamilies()).containsExactly("IPv4", "IPv6");
        assertThat(spec.clusterIPs()).hasSize(2);
        assertThat(spec.clusterIPs().get(1)).startsWith("fd00::");
    }

    @Test
    void aSingleStackClusterCannotBeRequiredToBeDual() {
        assertThatThrownBy(() -> begin("{'type':'ClusterIP','ipFamilyPolicy':'RequireDualStack'}"))
                .hasMessageContaining("spec.ipFamilyPolicy: Invalid value: \"RequireDualStack\": "
                        + "this cluster is not configured for dual-stack services");
        assertThatThrownBy(() -> begin("{'type':'ClusterIP','ipFamilies':['IPv6']}"))
                .hasMessageContaining("spec.ipFamilies[0]: Invalid value: \"IPv6\": not configured on this cluster");
    }

    @Test
    void nodePortsAreTakenUntilNoneIsLeft() {
        var all = create(
                "{'type':'NodePort','ports':[{'name':'a','port':1,'protocol':'TCP'},{'name':'b','port':2,'protocol':'TCP'},"
                        + "{'name':'c','port':3,'protocol':'TCP'}]}");
        assertThat(all.spec().ports())
                .extracting(io.navarch.model.core.v1.ServicePort::nodePort)
                .containsExactlyInAnyOrder(30000, 30001, 30002);
        assertThatThrownBy(() -> begin("{'type':'NodePort','ports':[{'port':1,'protocol':'TCP'}]}"))
                .hasMessage("Internal error occurred: failed to allocate a nodePort: range is full");
        strategy.afterDelete(context(false), all.tree());
        assertThat(create(
                                "{'type':'NodePort','ports':[{'port':1,'nodePort':30001,'protocol':'TCP'},{'port':1,'nodePort':30001,'protocol':'UDP'}]}")
                        .spec()
                        .ports())
                .hasSize(2);
        assertThatThrownBy(() -> begin("{'type':'NodePort','ports':[{'port':1,'nodePort':30001,'protocol':'TCP'}]}"))
                .hasMessage(
                        "Service \"s\" is invalid: spec.ports[0].nodePort: Invalid value: 30001: provided port is already allocated");
        assertThatThrownBy(() -> begin("{'type':'NodePort','ports':[{'port':1,'nodePort':80,'protocol':'TCP'}]}"))
                .hasMessageContaining(
                        "provided port is not in the valid range. The range of valid ports is 30000-30002");
    }

    @Test
    void aFailedCreateHoldsNothing() {
        assertThatThrownBy(
                        () -> begin("{'type':'NodePort','clusterIP':'10.96.0.9','ports':[{'port':1,'nodePort':80}]}"))
                .hasMessageContaining("80");
        assertThat(create("{'type':'ClusterIP','clusterIP':'10.96.0.9'}").spec().clusterIP())
                .isEqualTo("10.96.0.9");
    }

    @Test
    void updatesKeepWhatTheyDoNotSay() {
        var before = create("{'type':'NodePort','ports':[{'name':'a','port':1,'protocol':'TCP'}]}");
        var after = new Service(
                beginUpdate(before, service("{'type':'NodePort','ports':[{'name':'a','port':2,'protocol':'TCP'}]}"))
                        .object());
        assertThat(after.spec().clusterIP()).isEqualTo(before.spec().clusterIP());
        assertThat(after.spec().clusterIPs()).isEqualTo(before.spec().clusterIPs());
        assertThat(after.spec().ipFamilies()).isEqualTo(before.spec().ipFamilies());
        assertThat(after.spec().ports().getFirst().nodePort())
                .isEqualTo(before.spec().ports().getFirst().nodePort());
    }

    @Test
    void anotherTypeGivesBackItsPorts() {
        var before = create(
                "{'type':'NodePort','externalTrafficPolicy':'Cluster','ports':[{'port':1,'nodePort':30001,'protocol':'TCP'}]}");
        var change = beginUpdate(before, before.withSpec(before.spec().withType("ClusterIP")));
        assertThat(new Service(change.object()).spec().ports().getFirst().hasNodePort())
                .isFalse();
        assertThat(new Service(change.object()).spec().hasExternalTrafficPolicy())
                .isFalse();
        change.commit().run();
        assertThat(create("{'type':'NodePort','ports':[{'port':1,'nodePort':30001,'protocol':'TCP'}]}")
                        .spec()
                        .ports())
                .hasSize(1);
        var external = beginUpdate(
                new Service(change.object()), new Service(change.object()).withSpec(s -> s.withType("ExternalName")
                        .withExternalName("x.y")));
        assertThat(new Service(external.object()).spec().clusterIPs()).isEmpty();
        external.commit().run();
        assertThat(create("{'type':'ClusterIP','clusterIP':'" + before.spec().clusterIP() + "'}")
                        .spec()
                        .clusterIPs())
                .hasSize(1);
    }

    @Test
    void knowsWhatWasStoredBefore() {
        stored.add(service(
                        "{'type':'NodePort','clusterIPs':['10.96.0.7'],'ports':[{'port':1,'nodePort':30002,'protocol':'TCP'}]}")
                .tree());
        assertThatThrownBy(() -> begin("{'type':'ClusterIP','clusterIP':'10.96.0.7'}"))
                .hasMessageContaining("already allocated");
        assertThatThrownBy(() -> begin("{'type':'NodePort','ports':[{'port':1,'nodePort':30002,'protocol':'TCP'}]}"))
                .hasMessageContaining("already allocated");
    }

    @Test
    void dryRunsTakeNothing() {
        var shown = new Service(strategy.beginCreate(
                        context(true),
                        service("{'type':'NodePort','ports':[{'port':1,'protocol':'TCP'}]}")
                                .tree())
                .object());
        assertThat(shown.spec().clusterIP()).isEqualTo("10.96.0.0");
        assertThat(shown.spec().ports().getFirst().nodePort()).isEqualTo(32769);
    }

    @Test
    void localTrafficNeedsAPortForHealthChecks() {
        var spec = create(
                        "{'type':'LoadBalancer','externalTrafficPolicy':'Local','ports':[{'port':1,'protocol':'TCP'}]}")
                .spec();
        assertThat(spec.healthCheckNodePort())
                .isBetween(30000, 30002)
                .isNotEqualTo(spec.ports().getFirst().nodePort());
    }

    /** The stored services. */
    private final class Services implements ObjectStore {
        @Override
        public ServedKind stored() {
            return Kinds.builtIn().byResource("", "v1", "services").orElseThrow();
        }

        @Override
        public @Nullable Struct find(String namespace, String name) {
            return null;
        }

        @Override
        public Struct get(String namespace, String name) {
            throw new AssertionError("not read by the strategy");
        }

        @Override
        public List<Struct> list(String namespace, io.navarch.model.selector.LabelSelector labels) {
            return list(namespace);
        }

        @Override
        public List<Struct> list(String namespace) {
            return stored;
        }

        @Override
        public Struct create(User user, Struct wanted, boolean dryRun) {
            throw new AssertionError("not written by the strategy");
        }

        @Override
        public Struct update(User user, String namespace, String name, boolean dryRun, UnaryOperator<Struct> change) {
            throw new AssertionError("not written by the strategy");
        }

        @Override
        public Struct guaranteedUpdate(String namespace, String name, boolean dryRun, UnaryOperator<Struct> change) {
            throw new AssertionError("not written by the strategy");
        }

        @Override
        public Struct delete(User user, String namespace, String name, DeleteOptions options) {
            throw new AssertionError("not written by the strategy");
        }
    }
}
