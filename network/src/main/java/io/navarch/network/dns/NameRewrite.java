package io.navarch.network.dns;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/**
 * Asks under another name: the {@code rewrite name exact|suffix FROM TO} of a Corefile. The answer speaks of the name that was
 * asked for. Stateless.
 */
final class NameRewrite implements Responder {
    enum Match {
        EXACT,
        SUFFIX
    }

    private final Match match;
    private final Name from;
    private final Name to;
    private final Responder next;

    NameRewrite(Match match, Name from, Name to, Responder next) {
        this.match = match;
        this.from = from;
        this.to = to;
        this.next = next;
    }

    @Override
    public Optional<Reply> answer(Query query) {
        var other = rewritten(query.name());
        if (other == null) {
            return next.answer(query);
        }
        return next.answer(query.withName(other))
                .map(reply -> reply.withAnswers(reply.answers().stream()
                        .map(record -> record.getName().equals(other) ? renamed(record, query.name()) : record)
                        .toList()));
    }

    private static Record renamed(Record record, Name name) {
        return Record.newRecord(
                name, record.getType(), record.getDClass(), record.getTTL(), record.rdataToWireCanonical());
    }

    private @Nullable Name rewritten(Name name) {
        return switch (match) {
            case EXACT -> name.equals(from) ? to : null;
            case SUFFIX ->
                name.subdomain(from) ? Names.below(name.relativize(from).toString(), to) : null;
        };
    }
}
