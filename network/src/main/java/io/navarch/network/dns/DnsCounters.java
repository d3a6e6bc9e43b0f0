package io.navarch.network.dns;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/** Counts what the server does, under CoreDNS's metric names. Thread-safe. */
public final class DnsCounters {
    private final Map<String, LongAdder> counters = new ConcurrentHashMap<>();

    void request(boolean tcp, int type) {
        add("coredns_dns_requests_total{proto=\"" + (tcp ? "tcp" : "udp") + "\",type=\"" + common(type) + "\"}");
    }

    void response(int rcode) {
        add("coredns_dns_responses_total{rcode=\"" + Rcode.string(rcode) + "\"}");
    }

    void cacheHit(boolean success) {
        add("coredns_cache_hits_total{type=\"" + (success ? "success" : "denial") + "\"}");
    }

    void cacheMiss() {
        add("coredns_cache_misses_total");
    }

    void forwarded(InetSocketAddress server, int rcode) {
        add("coredns_forward_responses_total{to=\"" + server.getAddress().getHostAddress() + ":" + server.getPort()
                + "\",rcode=\"" + Rcode.string(rcode) + "\"}");
    }

    void panic() {
        add("coredns_panics_total");
    }

    private void add(String series) {
        counters.computeIfAbsent(series, absent -> new LongAdder()).increment();
    }

    /** Rare types share one series, so that a client cannot make series without end. */
    private static String common(int type) {
        return switch (type) {
            case Type.A, Type.AAAA, Type.CNAME, Type.DS, Type.MX, Type.NS, Type.PTR, Type.SOA, Type.SRV, Type.TXT ->
                Type.string(type);
            default -> "other";
        };
    }

    /** The present values by series, in the text form {@code name{label="value"}}. */
    public Map<String, Long> values() {
        var values = new TreeMap<String, Long>();
        counters.forEach((series, count) -> values.put(series, count.sum()));
        return values;
    }
}
