package io.navarch.network.dns;

import io.navarch.network.dns.ClusterZoneOptions.PodMode;
import io.navarch.network.dns.Corefile.Block;
import io.navarch.network.dns.Corefile.Directive;
import io.navarch.runtime.Clock;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * A Corefile at work: each question goes to the block with the longest zone that its name lies in, and there through hosts,
 * cluster names and forwarders, in this order and behind the block's rewrites. Immutable.
 */
final class ServerBlocks implements Responder {
    private static final Logger LOG = LoggerFactory.getLogger(ServerBlocks.class);
    private static final Set<String> ELSEWHERE = Set.of(
            "errors",
            "health",
            "ready",
            "prometheus",
            "loop",
            "reload",
            "loadbalance",
            "log",
            "cache",
            "rewrite",
            "bufsize",
            "minimal",
            "autopath",
            "import",
            "metadata");

    private static final String HOSTS_RESOLVERS = "/etc/resolv.conf";

    /** What directives work with. */
    record Parts(
            ClusterRecords records,
            List<String> upstreamServers,
            Set<String> ownAddresses,
            Clock clock,
            RandomGenerator random,
            DnsCounters counters) {}

    private final Parts parts;
    private final Map<Name, Responder> byZone = new HashMap<>();

    ServerBlocks(Corefile corefile, Parts parts) {
        this.parts = parts;
        for (var block : corefile.blocks()) {
            var responder = responder(block);
            block.zones().forEach(zone -> byZone.put(Names.parse(zone), responder));
        }
    }

    @Override
    public Optional<Reply> answer(Query query) {
        var name = query.name();
        for (int skip = 0; skip < name.labels(); skip++) {
            var block = byZone.get(skip == 0 ? name : new Name(name, skip));
            if (block != null) {
                return block.answer(query);
            }
        }
        return Optional.empty();
    }

    private Responder responder(Block block) {
        var hosts = new ArrayList<Responder>();
        var zones = new ArrayList<Responder>();
        var forwarders = new ArrayList<Responder>();
        for (var directive : block.directives()) {
            switch (directive.name()) {
                case "hosts" -> hosts.add(hosts(directive, block));
                case "kubernetes" -> zones.add(kubernetes(directive, block));
                case "forward" -> forwarders.add(forward(directive, block));
                default -> {
                    if (!ELSEWHERE.contains(directive.name())) {
                        LOG.warn("Corefile: the directive {} is not known and has no effect", directive.name());
                    }
                }
            }
        }
        var all = new ArrayList<Responder>(hosts);
        all.addAll(zones);
        all.addAll(forwarders);
        var chain = Responder.firstOf(List.copyOf(all));
        for (var directive : block.directives().reversed()) {
            chain = directive.name().equals("rewrite") ? rewrite(directive, chain) : chain;
        }
        return named(block, "loadbalance") ? shuffled(chain) : chain;
    }

    private static boolean named(Block block, String directive) {
        return block.directives().stream().anyMatch(one -> one.name().equals(directive));
    }

    private Responder kubernetes(Directive directive, Block block) {
        var domains = new ArrayList<Name>();
        var reverse = new ArrayList<Name>();
        for (var zone : directive.arguments().isEmpty() ? block.zones() : directive.arguments()) {
            var name = Names.parse(zone);
            boolean ofAddresses = zone.contains("in-addr.arpa") || zone.contains("ip6.arpa");
            (ofAddresses ? reverse : domains).add(name);
        }
        var all = new ArrayList<>(domains);
        all.addAll(reverse);
        var options = new ClusterZoneOptions(
                List.copyOf(domains),
                List.copyOf(reverse),
                fallthrough(directive, all),
                podMode(directive),
                number(directive.option("ttl"), 5),
                directive.hasOption("endpoint_pod_names"),
                directive.option("ignore").equals(List.of("empty_service")));
        return new ClusterZone(parts.records(), options, this, parts.clock());
    }

    private static PodMode podMode(Directive directive) {
        var mode = directive.option("pods");
        return switch (mode.isEmpty() ? "disabled" : mode.getFirst()) {
            case "disabled" -> PodMode.DISABLED;
            case "insecure" -> PodMode.INSECURE;
            case "verified" -> PodMode.VERIFIED;
            default -> throw new IllegalArgumentException("wrong value for pods: " + mode.getFirst());
        };
    }

    private static List<Name> fallthrough(Directive directive, List<Name> all) {
        if (!directive.hasOption("fallthrough")) {
            return List.of();
        }
        var zones = directive.option("fallthrough");
        return zones.isEmpty() ? all : zones.stream().map(Names::parse).toList();
    }

    private Responder forward(Directive directive, Block block) {
        if (directive.arguments().size() < 2) {
            throw new IllegalArgumentException("forward needs a zone and a server");
        }
        var zone = Names.parse(directive.arguments().getFirst());
        var policy = directive.option("policy");
        var options = new Forwarder.Options(
                policy.isEmpty()
                        ? Forwarder.Policy.RANDOM
                        : Forwarder.Policy.valueOf(policy.getFirst().toUpperCase(java.util.Locale.ROOT)),
                directive.hasOption("force_tcp"),
                number(directive.option("max_concurrent"), 0),
                directive.option("except").stream().map(Names::parse).toList());
        var servers =
                servers(directive.arguments().subList(1, directive.arguments().size()));
        Responder forwarder = new Forwarder(servers, options, parts.clock(), parts.random(), parts.counters());
        var cached = block.directives().stream()
                .filter(one -> one.name().equals("cache"))
                .findFirst()
                .map(cache -> cached(cache, forwarder))
                .orElse(forwarder);
        return query -> query.name().subdomain(zone) ? cached.answer(query) : Optional.empty();
    }

    /** Servers by address and those of files. */
    private Supplier<List<InetSocketAddress>> servers(List<String> texts) {
        var sources = new ArrayList<Supplier<List<InetSocketAddress>>>();
        for (var text : texts) {
            if (text.equals(HOSTS_RESOLVERS) && !parts.upstreamServers().isEmpty()) {
                sources.add(servers(parts.upstreamServers()));
            } else if (text.startsWith("/")) {
                sources.add(new ResolvConf(Path.of(text), parts.ownAddresses(), parts.clock()));
            } else {
                var address = ResolvConf.address(text, 53);
                if (address == null) {
                    throw new IllegalArgumentException("not an address of a name server: " + text);
                }
                sources.add(() -> List.of(address));
            }
        }
        return () -> sources.stream().flatMap(source -> source.get().stream()).toList();
    }

    private Responder cached(Directive directive, Responder source) {
        var options = AnswerCache.Options.USUAL;
        if (!directive.arguments().isEmpty() && directive.arguments().getFirst().matches("[0-9]+")) {
            options = options.atMost(number(directive.arguments(), 30));
        }
        return new AnswerCache(source, options, parts.clock(), parts.counters());
    }

    private static Responder hosts(Directive directive, Block block) {
        var arguments = new ArrayList<>(directive.arguments());
        var inline = directive.body().stream()
                .filter(line -> Names.address(line.getFirst()) != null)
                .map(line -> String.join(" ", line))
                .toList();
        boolean file = !arguments.isEmpty() && arguments.getFirst().startsWith("/");
        var path = file ? Path.of(arguments.removeFirst()) : Path.of("/etc/hosts");
        var zones = (arguments.isEmpty() ? block.zones() : arguments)
                .stream().map(Names::parse).toList();
        var options = new HostsTable.Options(
                zones,
                fallthrough(directive, zones),
                number(directive.option("ttl"), 3600),
                !directive.hasOption("no_reverse"));
        Supplier<List<String>> lines = !inline.isEmpty() && !file ? () -> inline : HostsFile.withLines(path, inline);
        return new HostsTable(lines, options);
    }

    private static Responder rewrite(Directive directive, Responder next) {
        var words = new ArrayList<>(directive.arguments());
        words.removeIf(word -> word.equals("stop") || word.equals("continue"));
        if (words.isEmpty() || !words.removeFirst().equals("name")) {
            LOG.warn("Corefile: rewrite {} is not known and has no effect", String.join(" ", directive.arguments()));
            return next;
        }
        var match = words.size() == 2 ? "exact" : words.removeFirst();
        boolean known = match.equals("exact") || match.equals("suffix");
        if (!known || words.size() < 2) {
            LOG.warn("Corefile: rewrite name {} is not known and has no effect", match);
            return next;
        }
        var kind = match.equals("exact") ? NameRewrite.Match.EXACT : NameRewrite.Match.SUFFIX;
        return new NameRewrite(kind, Names.parse(bare(words.get(0))), Names.parse(bare(words.get(1))), next);
    }

    private static String bare(String name) {
        return name.startsWith(".") && name.length() > 1 ? name.substring(1) : name;
    }

    private Responder shuffled(Responder chain) {
        return query -> chain.answer(query).map(this::shuffled);
    }

    /** Addresses in another order each time, aliases before them, so that clients that take the first spread out. */
    private Reply shuffled(Reply reply) {
        if (reply.answers().size() < 2) {
            return reply;
        }
        var aliases = new ArrayList<Record>();
        var addresses = new ArrayList<Record>();
        for (var record : reply.answers()) {
            boolean address = record.getType() == Type.A || record.getType() == Type.AAAA;
            (address ? addresses : aliases).add(record);
        }
        Collections.shuffle(addresses, java.util.Random.from(parts.random()));
        aliases.addAll(addresses);
        return reply.withAnswers(aliases);
    }

    private static int number(List<String> words, int otherwise) {
        if (words.isEmpty()) {
            return otherwise;
        }
        var text = Objects.requireNonNull(words.getFirst());
        if (!text.matches("[0-9]{1,9}")) {
            throw new IllegalArgumentException("not a number: " + text);
        }
        return Integer.parseInt(text);
    }
}
