package io.navarch.network.dns;

import io.navarch.runtime.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;

/**
 * Remembers the answers of another responder for as long as their records live, between a shortest and a longest time. The
 * cluster's own names need none: they are answered from memory. Thread-safe.
 */
final class AnswerCache implements Responder {
    private static final int SERVFAIL_SECONDS = 5;

    /**
     * How long answers are kept, in seconds, and how many.
     *
     * @param success the longest for answers with records
     * @param denial the longest for negative ones
     */
    record Options(int capacity, int success, int denial, int shortest) {
        static final Options USUAL = new Options(9984, 30, 30, 5);

        Options atMost(int seconds) {
            return new Options(capacity, seconds, seconds, Math.min(shortest, seconds));
        }
    }

    private record Key(Name name, int type, boolean dnssecOk, boolean checkingDisabled) {}

    private record Entry(Reply reply, long from, long seconds) {
        boolean isSuccess() {
            return !reply.answers().isEmpty();
        }
    }

    private final Responder source;
    private final Options options;
    private final Clock clock;
    private final DnsCounters counters;
    private final Map<Key, Entry> entries = new ConcurrentHashMap<>();

    AnswerCache(Responder source, Options options, Clock clock, DnsCounters counters) {
        this.source = source;
        this.options = options;
        this.clock = clock;
        this.counters = counters;
    }

    @Override
    public Optional<Reply> answer(Query query) {
        var key = new Key(query.name(), query.type(), query.dnssecOk(), query.checkingDisabled());
        var entry = entries.get(key);
        if (entry != null) {
            long age = (clock.nanos() - entry.from()) / 1_000_000_000L;
            if (age < entry.seconds()) {
                counters.cacheHit(entry.isSuccess());
                return Optional.of(aged(entry, age, query.name()));
            }
            entries.remove(key, entry);
        }
        counters.cacheMiss();
        var reply = source.answer(query);
        reply.ifPresent(found -> keep(key, found));
        return reply;
    }

    private void keep(Key key, Reply reply) {
        long seconds = lifetime(reply);
        if (seconds <= 0) {
            return;
        }
        if (entries.size() >= options.capacity()) {
            makeRoom();
        }
        entries.put(key, new Entry(reply, clock.nanos(), seconds));
    }

    private long lifetime(Reply reply) {
        if (reply.rcode() == Rcode.SERVFAIL) {
            return SERVFAIL_SECONDS;
        }
        if (reply.rcode() != Rcode.NOERROR && reply.rcode() != Rcode.NXDOMAIN) {
            return 0;
        }
        if (!reply.answers().isEmpty()) {
            long least =
                    reply.answers().stream().mapToLong(Record::getTTL).min().orElse(0);
            return Math.clamp(least, options.shortest(), Math.max(options.shortest(), options.success()));
        }
        long least = reply.authority().stream()
                .filter(SOARecord.class::isInstance)
                .map(SOARecord.class::cast)
                .mapToLong(soa -> Math.min(soa.getTTL(), soa.getMinimum()))
                .min()
                .orElse(options.shortest());
        return Math.clamp(least, options.shortest(), Math.max(options.shortest(), options.denial()));
    }

    int size() {
        return entries.size();
    }

    /** Drops what has died and, if that is not enough, a share of what the map happens to begin with. */
    private void makeRoom() {
        long now = clock.nanos();
        entries.values().removeIf(entry -> (now - entry.from()) / 1_000_000_000L >= entry.seconds());
        int surplus = entries.size() - options.capacity() * 9 / 10;
        var keys = entries.keySet().iterator();
        for (int i = 0; i < surplus && keys.hasNext(); i++) {
            keys.next();
            keys.remove();
        }
    }

    private static Reply aged(Entry entry, long age, Name asked) {
        var reply = entry.reply();
        return new Reply(
                reply.rcode(),
                false,
                aged(reply.answers(), entry.seconds(), age, asked),
                aged(reply.authority(), entry.seconds(), age, asked),
                aged(reply.additional(), entry.seconds(), age, asked));
    }

    private static List<Record> aged(List<Record> records, long seconds, long age, Name asked) {
        var aged = new ArrayList<Record>(records.size());
        for (var record : records) {
            // The name as this client spells it: some compare their random capitals with the answer's.
            var owner = record.getName().equals(asked) ? asked : record.getName();
            long ttl = Math.max(0, Math.min(record.getTTL(), seconds) - age);
            aged.add(Record.newRecord(owner, record.getType(), record.getDClass(), ttl, record.rdataToWireCanonical()));
        }
        return aged;
    }
}
