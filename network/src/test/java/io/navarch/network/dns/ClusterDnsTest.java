package io.navarch.network.dns;

import static io.navarch.network.Objects.json;
import static io.navarch.network.Objects.namespace;
import static io.navarch.network.Objects.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.navarch.client.informer.Informers;
import io.navarch.model.core.v1.ConfigMap;
import io.navarch.model.core.v1.Endpoints;
import io.navarch.model.core.v1.Namespace;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.Service;
import io.navarch.model.discovery.v1.EndpointSlice;
import io.navarch.network.FakeApi;
import io.navarch.runtime.Clock;
import io.navarch.runtime.NetworkContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** The server on real sockets of the loopback device, with another of its kind as the host's name server. */
class ClusterDnsTest {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final FakeApi api =
            new FakeApi(Namespace.KIND, Service.KIND, EndpointSlice.KIND, ConfigMap.KIND, Pod.KIND, Endpoints.KIND);
    private final Clock clock = Clock.system();
    private final Informers informers = new Informers(api.client(), clock);
    private final AtomicInteger asked = new AtomicInteger();
    private DnsListener upstream;
    private ClusterDns dns;
    private SimpleResolver resolver;
    private InetSocketAddress address;

    @BeforeEach
    void start() throws Exception {
        Responder world = query -> {
            asked.incrementAndGet();
            return query.name().toString().equalsIgnoreCase("big.example.")
                    ? Optional.of(big(query.name()))
                    : Optional.of(Reply.of(
                            List.of(java.util.Objects.requireNonNull(
                                    Names.addressRecord(query.name(), Type.A, 300, "198.51.100.4"))),
                            List.of()));
        };
        upstream = DnsListener.open(ANY, NetworkContext.host(), new Exchange(world, new DnsCounters()));
        api.put(namespace("default"));
        api.put(service("default", "web", "'clusterIP':'10.96.1.2','ports':[{'name':'http','port':80}]"));
        configure("forward . /etc/resolv.conf\n cache 30");
        dns = new ClusterDns(
                new ClusterDns.Options(
                        "cluster.local",
                        List.of("127.0.0.1:" + upstream.address().getPort()),
                        Set.of("10.96.0.10")),
                informers,
                NetworkContext.host(),
                clock,
                new SplittableRandom(1));
        informers.start();
        address = dns.start(ANY);
        resolver = new SimpleResolver(address);
        resolver.setTimeout(Duration.ofSeconds(5));
    }

    private static Reply big(Name name) {
        var records = new java.util.ArrayList<Record>();
        for (int i = 0; i < 200; i++) {
            records.add(java.util.Objects.requireNonNull(Names.addressRecord(name, Type.A, 60, "10.0.0." + i)));
        }
        return Reply.of(records, List.of());
    }

    private void configure(String more) {
        var text = ".:53 {\n kubernetes cluster.local in-addr.arpa {\n pods insecure\n ttl 30\n"
                + " fallthrough in-addr.arpa\n }\n " + more + "\n}\n";
        api.put(ConfigMap.KIND
                .read(json("{'metadata':{'namespace':'kube-system','name':'coredns'}}"))
                .withData(java.util.Map.of("Corefile", text)));
    }

    @AfterEach
    void stop() {
        dns.close();
        upstream.close();
        informers.close();
        api.close();
        clock.close();
    }

    private Message ask(String name, int type) throws Exception {
        return resolver.send(Message.newQuery(Record.newRecord(Name.fromConstantString(name), type, DClass.IN)));
    }

    @Test
    void answersOverUdpAndTcp() throws Exception {
        assertThat(dns.ready()).isTrue();
        for (boolean tcp : new boolean[] {false, true}) {
            resolver.setTCP(tcp);
            var answer = ask("Web.default.svc.cluster.local.", Type.A);
            assertThat(answer.getSection(Section.ANSWER).getFirst().rdataToString())
                    .isEqualTo("10.96.1.2");
            assertThat(answer.getQuestion().getName()).hasToString("Web.default.svc.cluster.local.");
            assertThat(answer.getHeader().getFlag(Flags.AA)).isTrue();
            assertThat(answer.getHeader().getFlag(Flags.RA)).isTrue();
            assertThat(ask("nope.default.svc.cluster.local.", Type.A).getRcode())
                    .isEqualTo(Rcode.NXDOMAIN);
        }
        assertThat(dns.counters().values()).containsKey("coredns_dns_requests_total{proto=\"tcp\",type=\"A\"}");
    }

    @Test
    void forwardsOtherNamesOnceAndRemembersTheAnswer() throws Exception {
        var first = ask("example.org.", Type.A).getSection(Section.ANSWER).getFirst();
        assertThat(first.rdataToString()).isEqualTo("198.51.100.4");
        var again = ask("EXAMPLE.org.", Type.A).getSection(Section.ANSWER).getFirst();
        assertThat(again.getName()).hasToString("EXAMPLE.org.");
        assertThat(again.getTTL()).isBetween(20L, 30L);
        assertThat(asked).hasValue(1);
    }

    @Test
    void cutsWhatIsTooLongForUdpAndGivesItWholeOverTcp() throws Exception {
        resolver.setIgnoreTruncation(true);
        var cut = ask("big.example.", Type.A);
        assertThat(cut.getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(cut.numBytes()).isLessThanOrEqualTo(1232);
        resolver.setIgnoreTruncation(false);
        assertThat(ask("big.example.", Type.A).getSection(Section.ANSWER)).hasSize(200);
    }

    @Test
    void takesUpAChangedCorefile() throws Exception {
        configure("hosts {\n 192.0.2.99 intra.example\n fallthrough\n }\n"
                + " rewrite name old.example web.default.svc.cluster.local\n"
                + " forward . 127.0.0.1:" + upstream.address().getPort());
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        Optional<Reply> answer;
        do {
            answer = dns.answer(new Query(Name.fromConstantString("old.example."), Type.A));
            Thread.onSpinWait();
        } while (!answer.orElseThrow().answers().getFirst().rdataToString().equals("10.96.1.2")
                && System.nanoTime() < deadline);
        assertThat(answer.orElseThrow().answers().getFirst()).satisfies(record -> {
            assertThat(record.rdataToString()).isEqualTo("10.96.1.2");
            assertThat(record.getName()).hasToString("old.example.");
        });
        assertThat(ask("intra.example.", Type.A)
                        .getSection(Section.ANSWER)
                        .getFirst()
                        .rdataToString())
                .isEqualTo("192.0.2.99");
    }

    @Test
    void refusesWhatItDoesNotDo() throws Exception {
        var chaos = resolver.send(
                Message.newQuery(Record.newRecord(Name.fromConstantString("version.bind."), Type.TXT, DClass.CH)));
        assertThat(chaos.getRcode()).isEqualTo(Rcode.REFUSED);
        assertThat(ask("cluster.local.", Type.IXFR).getRcode()).isEqualTo(Rcode.REFUSED);
    }

    @Test
    void saysServfailWhenNoServerAnswers() throws Exception {
        upstream.close();
        assertThat(ask("gone.example.", Type.A).getRcode()).isEqualTo(Rcode.SERVFAIL);
    }

    @Test
    void answersThousandsASecond() throws Exception {
        int clients = 4;
        int each = 1000;
        var done = new CountDownLatch(clients);
        var bytes = Message.newQuery(
                        Record.newRecord(Name.fromConstantString("web.default.svc.cluster.local."), Type.A, DClass.IN))
                .toWire();
        long start = System.nanoTime();
        for (int client = 0; client < clients; client++) {
            Thread.ofPlatform().start(() -> {
                try (var socket = new DatagramSocket()) {
                    socket.connect(address);
                    socket.setSoTimeout(5000);
                    var packet = new DatagramPacket(new byte[512], 512);
                    for (int i = 0; i < each; i++) {
                        socket.send(new DatagramPacket(bytes, bytes.length));
                        socket.receive(packet);
                    }
                    done.countDown();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        long micros = (System.nanoTime() - start) / 1000 / (clients * each);
        assertThat(micros).as("microseconds per answer").isLessThan(1000);
    }

    @Test
    void aResolverOfTheSystemUnderstandsIt() throws Exception {
        assumeTrue(Files.exists(Path.of("/usr/bin/busybox")), "needs busybox");
        var process = new ProcessBuilder(
                        "busybox",
                        "nslookup",
                        "-type=a",
                        "web.default.svc.cluster.local",
                        "127.0.0.1:" + address.getPort())
                .redirectErrorStream(true)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(output).contains("Address: 10.96.1.2");
    }

    @Test
    void makesAndKeepsTheServiceItIsReachedBy() throws Exception {
        var kubeDns = new KubeDnsService(api.client(), "10.96.0.10", "cluster.local");
        kubeDns.ensure(InetAddress.getByName("192.0.2.10"), 10053, 0);
        kubeDns.ensure(InetAddress.getByName("192.0.2.11"), 10053, 0);
        var service = api.client().of(Service.KIND, "kube-system").get("kube-dns");
        assertThat(service.spec().clusterIP()).isEqualTo("10.96.0.10");
        assertThat(service.spec().ports())
                .extracting(port -> port.name() + "/" + port.port() + "/" + port.protocol())
                .containsExactly("dns/53/UDP", "dns-tcp/53/TCP");
        var slice = api.client().of(EndpointSlice.KIND, "kube-system").get("kube-dns-navarch");
        assertThat(slice.endpoints().getFirst().addresses()).containsExactly("192.0.2.11");
        assertThat(slice.ports()).allSatisfy(port -> assertThat(port.port()).isEqualTo(10053));
        var endpoints = api.client().of(Endpoints.KIND, "kube-system").get("kube-dns");
        assertThat(endpoints.subsets().getFirst().addresses().getFirst().ip()).isEqualTo("192.0.2.11");
    }
}
