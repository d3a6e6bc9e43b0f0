package io.navarch.network.dns;

import java.util.List;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;

/**
 * What is answered to a {@link Query}, without its envelope.
 *
 * @param rcode an {@link Rcode}
 */
public record Reply(
        int rcode, boolean authoritative, List<Record> answers, List<Record> authority, List<Record> additional) {

    static Reply of(List<Record> answers, List<Record> additional) {
        return new Reply(Rcode.NOERROR, true, answers, List.of(), additional);
    }

    /** The name has no records of the type (NOERROR) or is not there (NXDOMAIN), for as long as the SOA says. */
    static Reply negative(int rcode, Record soa) {
        return new Reply(rcode, true, List.of(), List.of(soa), List.of());
    }

    /** Nothing but a code. */
    static Reply failure(int rcode) {
        return new Reply(rcode, false, List.of(), List.of(), List.of());
    }

    Reply withAnswers(List<Record> changed) {
        return new Reply(rcode, authoritative, changed, authority, additional);
    }
}
