package io.navarch.network.dns;

import io.navarch.network.dns.ServiceLookup.Found;
import io.navarch.network.dns.ServiceLookup.Host;
import io.navarch.runtime.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/**
 * Answers the names of the cluster: services, endpoints, pods and their addresses, as the Kubernetes DNS specification 1.1 and
 * CoreDNS's {@code kubernetes} plugin do. Every answer is made from the caches when it is asked for.
 */
public final class ClusterZone implements Responder {
    private static final String SPECIFICATION = "1.1.0";
    private static final long SPECIFICATION_TTL = 28_800;
    private static final int MOST_ALIASES = 8;
    private static final int ALL_WEIGHT = 100;

    private final ClusterRecords records;
    private final ClusterZoneOptions options;
    private final Responder everything;
    private final Clock clock;
    private final ServiceLookup services;

    /** @param everything asked for the targets of external names that lie elsewhere */
    public ClusterZone(ClusterRecords records, ClusterZoneOptions options, Responder everything, Clock clock) {
        this.records = records;
        this.options = options;
        this.everything = everything;
        this.clock = clock;
        this.services = new ServiceLookup(records, options);
    }

    @Override
    public Optional<Reply> answer(Query query) {
        return answer(query, 0);
    }

    private Optional<Reply> answer(Query query, int aliases) {
        var domain = Names.zoneOf(query.name(), options.domains());
        if (domain != null) {
            return unlessLeft(query, forward(query, domain, aliases));
        }
        var reverse = Names.zoneOf(query.name(), options.reverseZones());
        return reverse == null ? Optional.empty() : unlessLeft(query, reverse(query, reverse));
    }

    /** The reply, unless the name is unknown and the next responder is to know it. */
    private Optional<Reply> unlessLeft(Query query, Reply reply) {
        boolean left = reply.rcode() == Rcode.NXDOMAIN && Names.zoneOf(query.name(), options.fallthrough()) != null;
        return left ? Optional.empty() : Optional.of(reply);
    }

    private Reply forward(Query query, Name domain, int aliases) {
        var name = ClusterName.parse(query.name(), domain);
        if (name.isEmpty()) {
            return negative(Rcode.NXDOMAIN, domain);
        }
        return switch (name.get()) {
            case ClusterName.Apex apex -> apex(query, domain, apex.domain());
            case ClusterName.Version version -> version(query, domain);
            case ClusterName.OfPod pod -> reply(query, domain, pod(pod, query.name()), aliases);
            case ClusterName.OfService service -> reply(query, domain, services.find(service, domain), aliases);
        };
    }

    private Reply apex(Query query, Name domain, boolean top) {
        if (top && query.type() == Type.SOA) {
            return Reply.of(List.of(soa(domain)), List.of());
        }
        var server = Names.below("kube-dns.kube-system.svc", domain);
        if (!top || query.type() != Type.NS || server == null) {
            return negative(Rcode.NOERROR, domain);
        }
        var additional = new ArrayList<Record>();
        records.service("kube-system", "kube-dns").ifPresent(service -> {
            addAddress(additional, server, Type.A, service.spec().clusterIP());
            addAddress(additional, server, Type.AAAA, service.spec().clusterIP());
        });
        return Reply.of(List.of(new NSRecord(domain, DClass.IN, options.ttl(), server)), additional);
    }

    private Reply version(Query query, Name domain) {
        return query.type() == Type.TXT
                ? Reply.of(List.of(new TXTRecord(query.name(), DClass.IN, SPECIFICATION_TTL, SPECIFICATION)), List.of())
                : negative(Rcode.NOERROR, domain);
    }

    private Found pod(ClusterName.OfPod wanted, Name owner) {
        if (options.pods() == ClusterZoneOptions.PodMode.DISABLED || !records.hasNamespace(wanted.namespace())) {
            return new Found.Missing();
        }
        var label = wanted.address();
        if (label.isEmpty()) {
            return new Found.Bare();
        }
        boolean four = label.chars().filter(c -> c == '-').count() == 3 && !label.contains("--");
        var ip = label.replace('-', four ? '.' : ':');
        boolean there = Names.address(ip) != null
                && (options.pods() == ClusterZoneOptions.PodMode.INSECURE || records.hasPod(wanted.namespace(), ip));
        return there ? new Found.Hosts(List.of(new Host(owner, ip, -1))) : new Found.Missing();
    }

    private Reply reply(Query query, Name domain, Found found, int aliases) {
        return switch (found) {
            case Found.Missing missing -> negative(Rcode.NXDOMAIN, domain);
            case Found.Bare bare -> negative(Rcode.NOERROR, domain);
            case Found.Alias alias -> alias(query, domain, alias.target(), aliases);
            case Found.Hosts hosts -> {
                var reply = query.type() == Type.SRV ? srv(query, hosts.hosts()) : addresses(query, hosts.hosts());
                yield reply.answers().isEmpty() ? negative(Rcode.NOERROR, domain) : reply;
            }
        };
    }

    private Reply addresses(Query query, List<Host> hosts) {
        var answers = new ArrayList<Record>();
        var seen = new LinkedHashSet<String>();
        if (query.type() == Type.A || query.type() == Type.AAAA) {
            for (var host : hosts) {
                if (seen.add(host.ip())) {
                    addAddress(answers, query.name(), query.type(), host.ip());
                }
            }
        }
        return Reply.of(answers, List.of());
    }

    private void addAddress(List<Record> records, Name owner, int type, String ip) {
        var made = Names.addressRecord(owner, type, options.ttl(), ip);
        if (made != null) {
            records.add(made);
        }
    }

    private Reply srv(Query query, List<Host> hosts) {
        record Target(Name owner, int port) {}
        var targets = new LinkedHashSet<Target>();
        var additional = new LinkedHashMap<String, Record>();
        for (var host : hosts) {
            if (!host.hasPort()) {
                continue;
            }
            targets.add(new Target(host.owner(), host.port()));
            int type = host.ip().indexOf(':') < 0 ? Type.A : Type.AAAA;
            var address = Names.addressRecord(host.owner(), type, options.ttl(), host.ip());
            if (address != null) {
                additional.putIfAbsent(host.owner() + " " + host.ip(), address);
            }
        }
        int weight = targets.isEmpty() ? 1 : Math.max(1, ALL_WEIGHT / targets.size());
        var answers = new ArrayList<Record>();
        for (var target : targets) {
            answers.add(
                    new SRVRecord(query.name(), DClass.IN, options.ttl(), 0, weight, target.port(), target.owner()));
        }
        return Reply.of(answers, List.copyOf(additional.values()));
    }

    /** The alias and, followed to its end, what its target has of the wanted type. */
    private Reply alias(Query query, Name domain, Name target, int aliases) {
        if (target.equals(query.name())) {
            return negative(Rcode.NOERROR, domain);
        }
        var answers = new ArrayList<Record>();
        answers.add(new CNAMERecord(query.name(), DClass.IN, options.ttl(), target));
        if (query.type() == Type.CNAME || aliases >= MOST_ALIASES) {
            return Reply.of(answers, List.of());
        }
        var next = query.withName(target);
        var rest =
                Names.zoneOf(target, options.domains()) != null ? answer(next, aliases + 1) : everything.answer(next);
        if (rest.isPresent()) {
            answers.addAll(rest.get().answers());
        }
        return Reply.of(answers, List.of());
    }

    private Reply reverse(Query query, Name zone) {
        if (query.name().equals(zone)) {
            return query.type() == Type.SOA ? Reply.of(List.of(soa(zone)), List.of()) : negative(Rcode.NOERROR, zone);
        }
        var ip = Names.reversed(query.name());
        if (ip.isEmpty() || options.domains().isEmpty()) {
            return negative(Rcode.NXDOMAIN, zone);
        }
        var names = services.namesOf(ip.get(), options.domains().getFirst());
        if (names.isEmpty()) {
            return negative(Rcode.NXDOMAIN, zone);
        }
        if (query.type() != Type.PTR) {
            return negative(Rcode.NOERROR, zone);
        }
        var answers = new ArrayList<Record>();
        names.forEach(name -> answers.add(new PTRRecord(query.name(), DClass.IN, options.ttl(), name)));
        return Reply.of(answers, List.of());
    }

    private Reply negative(int rcode, Name zone) {
        return Reply.negative(rcode, soa(zone));
    }

    private SOARecord soa(Name zone) {
        var host = below("ns.dns", zone);
        var admin = below("hostmaster", zone);
        long serial = clock.now().getEpochSecond();
        return new SOARecord(zone, DClass.IN, options.ttl(), host, admin, serial, 7200, 1800, 86_400, options.ttl());
    }

    private static Name below(String text, Name zone) {
        var name = Names.below(text, zone);
        return name == null ? zone : name;
    }
}
