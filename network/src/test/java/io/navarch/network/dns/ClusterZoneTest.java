package io.navarch.network.dns;

import static io.navarch.network.Objects.namespace;
import static io.navarch.network.Objects.service;
import static io.navarch.network.Objects.slice;
import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.client.informer.Informers;
import io.navarch.model.core.v1.ConfigMap;
import io.navarch.model.core.v1.Namespace;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.Service;
import io.navarch.model.discovery.v1.EndpointSlice;
import io.navarch.network.FakeApi;
import io.navarch.runtime.ManualClock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

class ClusterZoneTest {
    private final FakeApi api = new FakeApi(Namespace.KIND, Service.KIND, EndpointSlice.KIND, ConfigMap.KIND, Pod.KIND);
    private final ManualClock clock = new ManualClock(Instant.ofEpochSecond(1_000_000));
    private final Informers informers = new Informers(api.client(), clock);
    private final Responder outside = query -> Optional.of(Reply.of(
            List.of(java.util.Objects.requireNonNull(Names.addressRecord(query.name(), Type.A, 60, "203.0.113.7"))),
            List.of()));
    private ClusterZone zone;

    @BeforeEach
    void start() throws Exception {
        api.put(namespace("default"));
        api.put(namespace("kube-system"));
        api.put(
                service(
                        "default",
                        "web",
                        "'clusterIP':'10.96.1.2','clusterIPs':['10.96.1.2'],"
                                + "'ports':[{'name':'http','port':80,'protocol':'TCP'},{'name':'alt','port':81,'protocol':'TCP'}]"));
        api.put(slice(
                "default",
                "web",
                "'ports':[{'name':'http','port':8080,'protocol':'TCP'}],"
                        + "'endpoints':[{'addresses':['10.244.0.9'],'conditions':{'ready':true}}]"));
        api.put(service(
                "default", "db", "'clusterIP':'None','clusterIPs':['None'],'ports':[{'name':'sql','port':5432}]"));
        api.put(slice(
                "default",
                "db",
                "'ports':[{'name':'sql','port':5432,'protocol':'TCP'}],'endpoints':["
                        + "{'addresses':['10.244.0.5'],'hostname':'db-0','conditions':{'ready':true}},"
                        + "{'addresses':['10.244.0.6'],'conditions':{'ready':true}},"
                        + "{'addresses':['10.244.0.7'],'hostname':'db-2','conditions':{'ready':false}}]"));
        api.put(service("default", "early", "'clusterIP':'None','publishNotReadyAddresses':true,'ports':[{'port':1}]"));
        api.put(slice(
                "default",
                "early",
                "'ports':[{'name':'','port':1,'protocol':'TCP'}],'endpoints':["
                        + "{'addresses':['10.244.0.8'],'conditions':{'ready':false}}]"));
        api.put(service("default", "empty", "'clusterIP':'None','ports':[{'port':1}]"));
        api.put(service("default", "ext", "'type':'ExternalName','externalName':'example.org'"));
        api.put(service("default", "inner", "'type':'ExternalName','externalName':'web.default.svc.cluster.local'"));
        var options = ClusterZoneOptions.usual("cluster.local");
        zone = new ClusterZone(
                ClusterRecords.of(informers, () -> informers.of(Pod.KIND).lister()), options, outside, clock);
        informers.start();
    }

    @AfterEach
    void stop() {
        informers.close();
        api.close();
    }

    private Optional<Reply> ask(String name, int type) {
        return zone.answer(new Query(Name.fromConstantString(name), type));
    }

    private List<String> answers(String name, int type) {
        return ask(name, type).orElseThrow().answers().stream()
                .map(Record::rdataToString)
                .toList();
    }

    private void assertNegative(String name, int type, int rcode) {
        var reply = ask(name, type).orElseThrow();
        assertThat(Rcode.string(reply.rcode())).as(name).isEqualTo(Rcode.string(rcode));
        assertThat(reply.answers()).isEmpty();
        assertThat(reply.authority()).singleElement().satisfies(soa -> assertThat(soa.toString())
                .matches("cluster\\.local\\.\\s+30\\s+IN\\s+SOA\\s+ns\\.dns\\.cluster\\.local\\. "
                        + "hostmaster\\.cluster\\.local\\. \\d+ 7200 1800 86400 30"));
    }

    @Test
    void aServiceHasItsClusterIp() {
        assertThat(answers("web.default.svc.cluster.local.", Type.A)).containsExactly("10.96.1.2");
        var record = ask("WEB.Default.svc.cluster.local.", Type.A)
                .orElseThrow()
                .answers()
                .getFirst();
        assertThat(record.getTTL()).isEqualTo(30);
        assertThat(record.getName()).hasToString("WEB.Default.svc.cluster.local.");
        assertThat(ask("web.default.svc.cluster.local.", Type.A).orElseThrow().authoritative())
                .isTrue();
    }

    @Test
    void aNameWithoutRecordsOfTheTypeIsThereAndAnUnknownNameIsNot() {
        assertNegative("web.default.svc.cluster.local.", Type.AAAA, Rcode.NOERROR);
        assertNegative("web.default.svc.cluster.local.", Type.TXT, Rcode.NOERROR);
        assertNegative("default.svc.cluster.local.", Type.A, Rcode.NOERROR);
        assertNegative("svc.cluster.local.", Type.A, Rcode.NOERROR);
        assertNegative("cluster.local.", Type.A, Rcode.NOERROR);
        assertNegative("nothing.default.svc.cluster.local.", Type.A, Rcode.NXDOMAIN);
        assertNegative("web.nowhere.svc.cluster.local.", Type.A, Rcode.NXDOMAIN);
        assertNegative("nowhere.svc.cluster.local.", Type.A, Rcode.NXDOMAIN);
        assertNegative("foo.cluster.local.", Type.A, Rcode.NXDOMAIN);
        assertNegative("a.b.c.web.default.svc.cluster.local.", Type.A, Rcode.NXDOMAIN);
        assertNegative("example.org.cluster.local.", Type.A, Rcode.NXDOMAIN);
        assertThat(ask("example.org.", Type.A)).isEmpty();
    }

    @Test
    void aHeadlessServiceHasItsReadyEndpoints() {
        assertThat(answers("db.default.svc.cluster.local.", Type.A))
                .containsExactlyInAnyOrder("10.244.0.5", "10.244.0.6");
        assertThat(answers("db-0.db.default.svc.cluster.local.", Type.A)).containsExactly("10.244.0.5");
        assertThat(answers("10-244-0-6.db.default.svc.cluster.local.", Type.A)).containsExactly("10.244.0.6");
        assertThat(answers("early.default.svc.cluster.local.", Type.A)).containsExactly("10.244.0.8");
        assertNegative("db-2.db.default.svc.cluster.local.", Type.A, Rcode.NXDOMAIN);
        assertNegative("empty.default.svc.cluster.local.", Type.A, Rcode.NXDOMAIN);
    }

    @Test
    void servicesAreFoundByPortName() {
        assertThat(answers("_http._tcp.web.default.svc.cluster.local.", Type.SRV))
                .containsExactly("0 100 80 web.default.svc.cluster.local.");
        assertThat(answers("web.default.svc.cluster.local.", Type.SRV))
                .containsExactlyInAnyOrder(
                        "0 50 80 web.default.svc.cluster.local.", "0 50 81 web.default.svc.cluster.local.");
        var reply = ask("_sql._tcp.db.default.svc.cluster.local.", Type.SRV).orElseThrow();
        assertThat(reply.answers().stream().map(Record::rdataToString))
                .containsExactlyInAnyOrder(
                        "0 50 5432 db-0.db.default.svc.cluster.local.",
                        "0 50 5432 10-244-0-6.db.default.svc.cluster.local.");
        assertThat(reply.additional().stream().map(Record::rdataToString))
                .containsExactlyInAnyOrder("10.244.0.5", "10.244.0.6");
        assertNegative("_http._udp.web.default.svc.cluster.local.", Type.SRV, Rcode.NXDOMAIN);
    }

    @Test
    void anExternalNameIsAnAliasThatIsFollowed() {
        assertThat(answers("ext.default.svc.cluster.local.", Type.A)).containsExactly("example.org.", "203.0.113.7");
        assertThat(answers("ext.default.svc.cluster.local.", Type.CNAME)).containsExactly("example.org.");
        assertThat(answers("inner.default.svc.cluster.local.", Type.A))
                .containsExactly("web.default.svc.cluster.local.", "10.96.1.2");
    }

    @Test
    void addressesHaveNames() {
        assertThat(answers("2.1.96.10.in-addr.arpa.", Type.PTR)).containsExactly("web.default.svc.cluster.local.");
        assertThat(answers("5.0.244.10.in-addr.arpa.", Type.PTR)).containsExactly("db-0.db.default.svc.cluster.local.");
        assertThat(ask("7.0.244.10.in-addr.arpa.", Type.PTR)).isEmpty();
        assertThat(ask("8.8.8.8.in-addr.arpa.", Type.PTR)).isEmpty();
    }

    @Test
    void podsHaveNamesMadeOfTheirAddresses() {
        assertThat(answers("10-244-0-5.default.pod.cluster.local.", Type.A)).containsExactly("10.244.0.5");
        assertNegative("10-244-0-5.nowhere.pod.cluster.local.", Type.A, Rcode.NXDOMAIN);
        assertNegative("nonsense.default.pod.cluster.local.", Type.A, Rcode.NXDOMAIN);
        assertNegative("default.pod.cluster.local.", Type.A, Rcode.NOERROR);
    }

    @Test
    void theSpecificationsVersionAndTheZoneAreTold() {
        assertThat(answers("dns-version.cluster.local.", Type.TXT)).containsExactly("\"1.1.0\"");
        assertThat(answers("cluster.local.", Type.NS)).containsExactly("kube-dns.kube-system.svc.cluster.local.");
        assertThat(answers("cluster.local.", Type.SOA)).hasSize(1);
    }
}
