package io.navarch.network.dns;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The configuration of a DNS server in CoreDNS's form: blocks of zones, each with directives that may have lines of their own.
 *
 * <pre>
 *   example.org:53 .:53 {
 *       forward . 1.1.1.1 {
 *           policy sequential
 *       }
 *   }
 * </pre>
 */
public record Corefile(List<Block> blocks) {
    /** What kubeadm installs, with the domain's name put in. */
    private static final String USUAL = """
            .:53 {
                errors
                health {
                   lameduck 5s
                }
                ready
                kubernetes %s in-addr.arpa ip6.arpa {
                   pods insecure
                   fallthrough in-addr.arpa ip6.arpa
                   ttl 30
                }
                prometheus :9153
                forward . /etc/resolv.conf {
                   max_concurrent 1000
                }
                cache 30 {
                   disable success %s
                   disable denial %s
                }
                loop
                reload
                loadbalance
            }
            """;

    /** @param zones the names before the brace, without ports */
    public record Block(List<String> zones, List<Directive> directives) {}

    /** @param body the lines between its braces, in words */
    public record Directive(String name, List<String> arguments, List<List<String>> body) {
        /** The arguments of the first line of the body that begins with the word. */
        List<String> option(String word) {
            return body.stream()
                    .filter(line -> line.getFirst().equals(word))
                    .map(line -> line.subList(1, line.size()))
                    .findFirst()
                    .orElse(List.of());
        }

        boolean hasOption(String word) {
            return body.stream().anyMatch(line -> line.getFirst().equals(word));
        }
    }

    /** The text that a new cluster begins with. */
    public static String usualText(String domain) {
        return USUAL.formatted(domain, domain, domain);
    }

    /** Reads the text. Throws {@link IllegalArgumentException} with the fault. */
    public static Corefile parse(String text) {
        var lines = new ArrayList<List<String>>();
        for (var line : text.split("\n")) {
            var words = words(line);
            if (!words.isEmpty()) {
                lines.add(words);
            }
        }
        var blocks = new ArrayList<Block>();
        var rest = lines.iterator();
        while (rest.hasNext()) {
            var head = rest.next();
            if (!head.getLast().equals("{")) {
                throw new IllegalArgumentException("expected a server block, found " + String.join(" ", head));
            }
            blocks.add(new Block(zones(head.subList(0, head.size() - 1)), directives(rest)));
        }
        return new Corefile(List.copyOf(blocks));
    }

    private static List<Directive> directives(Iterator<List<String>> rest) {
        var directives = new ArrayList<Directive>();
        while (rest.hasNext()) {
            var line = rest.next();
            if (line.equals(List.of("}"))) {
                return List.copyOf(directives);
            }
            boolean open = line.getLast().equals("{");
            var arguments = line.subList(1, open ? line.size() - 1 : line.size());
            directives.add(new Directive(line.getFirst(), arguments, open ? body(rest) : List.of()));
        }
        throw new IllegalArgumentException("a server block without an end");
    }

    private static List<List<String>> body(Iterator<List<String>> rest) {
        var body = new ArrayList<List<String>>();
        int depth = 1;
        while (rest.hasNext()) {
            var line = rest.next();
            if (line.equals(List.of("}")) && --depth == 0) {
                return List.copyOf(body);
            }
            if (line.getLast().equals("{")) {
                depth++;
            }
            body.add(line);
        }
        throw new IllegalArgumentException("a directive without an end");
    }

    private static List<String> zones(List<String> keys) {
        var zones = new ArrayList<String>();
        for (var key : keys) {
            for (var zone : key.split(",")) {
                var bare = zone.replaceFirst("^dns://", "").replaceFirst(":[0-9]+$", "");
                if (!zone.isEmpty()) {
                    zones.add(bare.isEmpty() ? "." : bare);
                }
            }
        }
        return zones.isEmpty() ? List.of(".") : List.copyOf(zones);
    }

    private static List<String> words(String line) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        boolean quoted = false;
        boolean some = false;
        for (char c : line.toCharArray()) {
            if (c == '"') {
                quoted = !quoted;
                some = true;
            } else if (c == '#' && !quoted && !some) {
                break;
            } else if (Character.isWhitespace(c) && !quoted) {
                if (some) {
                    words.add(word.toString());
                }
                word.setLength(0);
                some = false;
            } else {
                word.append(c);
                some = true;
            }
        }
        if (some) {
            words.add(word.toString());
        }
        return List.copyOf(words);
    }
}
