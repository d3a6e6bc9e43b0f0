package io.navarch.network.dns;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * Answers names from lines in the form of hosts(5), given in the Corefile or in a file. Without {@code fallthrough} a name of
 * its zones that it does not know is a failure, as with CoreDNS. Thread-safe.
 */
final class HostsTable implements Responder {
    /**
     * @param zones it speaks for
     * @param fallthrough zones in which unknown names are left to the next responder
     */
    record Options(List<Name> zones, List<Name> fallthrough, int ttl, boolean reverse) {}

    private record Table(Map<Name, List<String>> addresses, Map<String, List<Name>> names) {}

    private final Supplier<List<String>> lines;
    private final Options options;
    private volatile List<String> parsedFrom = List.of();
    private volatile Table table = new Table(Map.of(), Map.of());

    /** @param lines the present ones; the same list as before means that nothing changed */
    HostsTable(Supplier<List<String>> lines, Options options) {
        this.lines = lines;
        this.options = options;
    }

    @Override
    public Optional<Reply> answer(Query query) {
        var current = current();
        if (query.type() == Type.PTR) {
            return options.reverse() ? pointers(query, current) : Optional.empty();
        }
        if (Names.zoneOf(query.name(), options.zones()) == null) {
            return Optional.empty();
        }
        var ips = current.addresses().get(query.name());
        if (ips == null) {
            boolean leave = Names.zoneOf(query.name(), options.fallthrough()) != null;
            return leave ? Optional.empty() : Optional.of(Reply.failure(Rcode.SERVFAIL));
        }
        var answers = new ArrayList<Record>();
        for (var ip : ips) {
            var made = query.type() == Type.A || query.type() == Type.AAAA
                    ? Names.addressRecord(query.name(), query.type(), options.ttl(), ip)
                    : null;
            if (made != null) {
                answers.add(made);
            }
        }
        return Optional.of(Reply.of(answers, List.of()));
    }

    private Optional<Reply> pointers(Query query, Table current) {
        var names = Names.reversed(query.name()).map(current.names()::get);
        return names.map(found -> Reply.of(
                found.stream()
                        .<Record>map(name -> new PTRRecord(query.name(), DClass.IN, options.ttl(), name))
                        .toList(),
                List.of()));
    }

    private Table current() {
        var now = lines.get();
        if (now != parsedFrom) {
            table = parse(now);
            parsedFrom = now;
        }
        return table;
    }

    private static Table parse(List<String> lines) {
        var addresses = new LinkedHashMap<Name, List<String>>();
        var names = new LinkedHashMap<String, List<Name>>();
        for (var line : lines) {
            int comment = line.indexOf('#');
            var words =
                    (comment < 0 ? line : line.substring(0, comment)).strip().split("\\s+");
            if (words.length < 2 || Names.address(words[0]) == null) {
                continue;
            }
            for (int i = 1; i < words.length; i++) {
                var name = Names.below(words[i], Name.root);
                if (name != null) {
                    addresses.computeIfAbsent(name, absent -> new ArrayList<>()).add(words[0]);
                    names.computeIfAbsent(Names.canonical(words[0]), absent -> new ArrayList<>())
                            .add(name);
                }
            }
        }
        return new Table(addresses, names);
    }
}
