package io.navarch.network.dns;

import io.navarch.runtime.Clock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Passes questions on to other name servers: tries them one after the other, those that lately failed last, and says SERVFAIL
 * when none answers. Thread-safe; blocks the asking thread.
 */
final class Forwarder implements Responder {
    private static final Logger LOG = LoggerFactory.getLogger(Forwarder.class);
    private static final int TRY_MILLIS = 2000;
    private static final Duration GIVE_UP = Duration.ofSeconds(5);
    private static final Duration AVOID = Duration.ofSeconds(10);

    /** In which order servers are tried. */
    enum Policy {
        RANDOM,
        ROUND_ROBIN,
        SEQUENTIAL
    }

    /**
     * @param maxConcurrent questions beyond this number are refused, 0 for no limit
     * @param except zones that are not forwarded
     */
    record Options(Policy policy, boolean forceTcp, int maxConcurrent, List<org.xbill.DNS.Name> except) {
        static final Options USUAL = new Options(Policy.RANDOM, false, 1000, List.of());
    }

    private final Supplier<List<InetSocketAddress>> servers;
    private final Options options;
    private final UpstreamExchange exchange;
    private final Clock clock;
    private final RandomGenerator random;
    private final DnsCounters counters;
    private final Semaphore room;
    private final AtomicInteger turn = new AtomicInteger();
    private final Map<InetSocketAddress, Long> failedAt = new ConcurrentHashMap<>();

    Forwarder(
            Supplier<List<InetSocketAddress>> servers,
            Options options,
            Clock clock,
            RandomGenerator random,
            DnsCounters counters) {
        this.servers = servers;
        this.options = options;
        this.exchange = new UpstreamExchange(random, clock);
        this.clock = clock;
        this.random = random;
        this.counters = counters;
        this.room = new Semaphore(options.maxConcurrent() == 0 ? Integer.MAX_VALUE : options.maxConcurrent());
    }

    @Override
    public Optional<Reply> answer(Query query) {
        if (Names.zoneOf(query.name(), options.except()) != null) {
            return Optional.empty();
        }
        if (!room.tryAcquire()) {
            return Optional.of(Reply.failure(Rcode.REFUSED));
        }
        try {
            return Optional.of(ask(query));
        } finally {
            room.release();
        }
    }

    private Reply ask(Query query) {
        long start = clock.nanos();
        var order = order();
        if (order.size() == 1) {
            order.add(order.getFirst());
        }
        IOException last = null;
        for (var server : order) {
            long left = GIVE_UP.minusNanos(clock.nanos() - start).toMillis();
            if (left <= 0) {
                break;
            }
            try {
                var answer = exchange.ask(server, query, (int) Math.min(left, TRY_MILLIS), options.forceTcp());
                counters.forwarded(server, answer.getRcode());
                failedAt.remove(server);
                return reply(answer);
            } catch (IOException e) {
                last = e;
                failedAt.put(server, clock.nanos());
            }
        }
        LOG.warn(
                "{} {}: no name server answered: {}",
                query.name(),
                Type.string(query.type()),
                last == null ? "none is known" : last.toString());
        return Reply.failure(Rcode.SERVFAIL);
    }

    private List<InetSocketAddress> order() {
        var all = new ArrayList<>(servers.get());
        switch (options.policy()) {
            case RANDOM -> Collections.shuffle(all, java.util.Random.from(random));
            case ROUND_ROBIN -> Collections.rotate(all, all.isEmpty() ? 0 : turn.getAndIncrement() % all.size());
            case SEQUENTIAL -> {}
        }
        var good = new ArrayList<InetSocketAddress>();
        var bad = new ArrayList<InetSocketAddress>();
        for (var server : all) {
            var failed = failedAt.get(server);
            (failed != null && clock.nanos() - failed < AVOID.toNanos() ? bad : good).add(server);
        }
        good.addAll(bad);
        return good;
    }

    private static Reply reply(Message answer) {
        return new Reply(
                answer.getRcode(),
                answer.getHeader().getFlag(Flags.AA),
                answer.getSection(Section.ANSWER),
                answer.getSection(Section.AUTHORITY),
                answer.getSection(Section.ADDITIONAL).stream()
                        .filter(Forwarder::isData)
                        .toList());
    }

    private static boolean isData(Record extra) {
        return extra.getType() != Type.OPT && extra.getType() != Type.TSIG;
    }
}
