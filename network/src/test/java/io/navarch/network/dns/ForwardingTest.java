package io.navarch.network.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.runtime.Clock;
import io.navarch.runtime.ManualClock;
import io.navarch.runtime.NetworkContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

class ForwardingTest {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final Name NAME = Name.fromConstantString("www.example.");

    private final List<DnsListener> servers = new ArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final DnsCounters counters = new DnsCounters();
    private final ManualClock manual = new ManualClock(Instant.EPOCH);

    @AfterEach
    void stop() {
        servers.forEach(DnsListener::close);
    }

    private static Record address(Name name, long ttl) {
        return Objects.requireNonNull(Names.addressRecord(name, Type.A, ttl, "192.0.2.1"));
    }

    private InetSocketAddress server(Responder responder) throws Exception {
        var server = DnsListener.open(ANY, NetworkContext.host(), new Exchange(responder, new DnsCounters()));
        servers.add(server);
        return server.address();
    }

    private InetSocketAddress good() throws Exception {
        return server(query -> {
            asked.incrementAndGet();
            return Optional.of(Reply.of(List.of(address(query.name(), 60)), List.of()));
        });
    }

    private Forwarder forwarder(Clock clock, boolean forceTcp, InetSocketAddress... to) {
        var options = new Forwarder.Options(Forwarder.Policy.SEQUENTIAL, forceTcp, 0, List.of(Names.parse("local")));
        return new Forwarder(() -> List.of(to), options, clock, new SplittableRandom(1), counters);
    }

    @Test
    void anotherServerIsAskedWhenOneDoesNotAnswer() throws Exception {
        var closed = good();
        servers.removeFirst().close();
        try (var clock = Clock.system()) {
            var forwarder = forwarder(clock, false, closed, good());
            for (int i = 0; i < 3; i++) {
                assertThat(forwarder
                                .answer(new Query(NAME, Type.A))
                                .orElseThrow()
                                .answers())
                        .hasSize(1);
            }
        }
        assertThat(asked).hasValue(3);
    }

    @Test
    void tcpAloneMayBeUsedAndSomeZonesAreLeft() throws Exception {
        try (var clock = Clock.system()) {
            var forwarder = forwarder(clock, true, good());
            assertThat(forwarder.answer(new Query(NAME, Type.A)).orElseThrow().answers())
                    .hasSize(1);
            assertThat(forwarder.answer(new Query(Names.parse("a.local"), Type.A)))
                    .isEmpty();
            assertThat(forwarder(clock, false)
                            .answer(new Query(NAME, Type.A))
                            .orElseThrow()
                            .rcode())
                    .isEqualTo(Rcode.SERVFAIL);
        }
    }

    @Test
    void answersAreKeptAsLongAsTheirRecordsLiveButNoLongerThanAllowed() {
        var cache = new AnswerCache(
                query -> {
                    asked.incrementAndGet();
                    return Optional.of(Reply.of(List.of(address(query.name(), 600)), List.of()));
                },
                AnswerCache.Options.USUAL,
                manual,
                counters);
        cache.answer(new Query(NAME, Type.A));
        manual.advance(Duration.ofSeconds(29));
        var aged = cache.answer(new Query(NAME, Type.A)).orElseThrow().answers().getFirst();
        assertThat(aged.getTTL()).isEqualTo(1);
        assertThat(asked).hasValue(1);
        manual.advance(Duration.ofSeconds(1));
        cache.answer(new Query(NAME, Type.A));
        assertThat(asked).hasValue(2);
        cache.answer(new Query(NAME, Type.AAAA));
        assertThat(asked).hasValue(3);
    }

    @Test
    void thatANameIsNotThereIsRememberedToo() {
        var zone = Names.parse("example");
        var soa = new SOARecord(zone, DClass.IN, 900, zone, zone, 1, 1, 1, 1, 10);
        var cache = new AnswerCache(
                query -> {
                    asked.incrementAndGet();
                    return Optional.of(Reply.negative(Rcode.NXDOMAIN, soa));
                },
                AnswerCache.Options.USUAL,
                manual,
                counters);
        cache.answer(new Query(NAME, Type.A));
        manual.advance(Duration.ofSeconds(9));
        assertThat(cache.answer(new Query(NAME, Type.A)).orElseThrow().rcode()).isEqualTo(Rcode.NXDOMAIN);
        assertThat(asked).hasValue(1);
        manual.advance(Duration.ofSeconds(1));
        cache.answer(new Query(NAME, Type.A));
        assertThat(asked).hasValue(2);
    }

    @Test
    void theCacheStaysBounded() {
        var cache = new AnswerCache(
                query -> Optional.of(Reply.of(List.of(address(query.name(), 60)), List.of())),
                new AnswerCache.Options(100, 30, 30, 5),
                manual,
                counters);
        for (int i = 0; i < 1000; i++) {
            cache.answer(new Query(Names.parse("n" + i + ".example"), Type.A));
        }
        assertThat(cache.size()).isLessThanOrEqualTo(100);
    }

    @Test
    void aChangedResolvConfIsReadAgain(@TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve("resolv.conf"), "nameserver 192.0.2.1\n");
        var conf = new ResolvConf(file, Set.of(), manual);
        assertThat(conf.get()).containsExactly(new InetSocketAddress("192.0.2.1", 53));
        Files.writeString(file, "nameserver 192.0.2.2\nnameserver 192.0.2.3\n");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1));
        assertThat(conf.get()).hasSize(1);
        manual.advance(Duration.ofSeconds(6));
        assertThat(conf.get()).hasSize(2);
    }
}
