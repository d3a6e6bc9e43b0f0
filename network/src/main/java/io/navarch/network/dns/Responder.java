package io.navarch.network.dns;

import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Rcode;

/** Answers a question or leaves it to the next one. Thread-safe; may block. */
@FunctionalInterface
public interface Responder {
    Optional<Reply> answer(Query query);

    /** The first answer of several. */
    static Responder firstOf(List<Responder> responders) {
        return query -> {
            for (var responder : responders) {
                var reply = responder.answer(query);
                if (reply.isPresent()) {
                    return reply;
                }
            }
            return Optional.empty();
        };
    }

    /** The answer, or REFUSED if there is none: this server is responsible for no such name. */
    default Reply answerOrRefuse(Query query) {
        return answer(query).orElseGet(() -> Reply.failure(Rcode.REFUSED));
    }
}
