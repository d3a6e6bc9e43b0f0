package io.navarch.network.dns;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Turns the bytes of a request into the bytes of its response: envelope, EDNS(0) (RFC 6891) and truncation. Stateless. */
final class Exchange {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
    private static final int HEADER = 12;
    private static final int SMALLEST = 512;

    /** What passes every network unfragmented; longer answers are cut and come again over TCP. */
    private static final int PAYLOAD = 1232;

    private static final int LARGEST = 65_535;

    private final Responder responder;
    private final DnsCounters counters;

    Exchange(Responder responder, DnsCounters counters) {
        this.responder = responder;
        this.counters = counters;
    }

    /** The response, or null if the bytes deserve none. */
    byte @Nullable [] respond(byte[] request, boolean tcp) {
        Header header;
        try {
            if (request.length < HEADER) {
                return null;
            }
            header = new Header(request);
        } catch (IOException e) {
            return null;
        }
        if (header.getFlag(Flags.QR)) {
            return null;
        }
        if (header.getOpcode() != Opcode.QUERY) {
            return refusal(header, Rcode.NOTIMP);
        }
        Message message;
        try {
            message = new Message(request);
        } catch (IOException | RuntimeException e) {
            return refusal(header, Rcode.FORMERR);
        }
        return respond(message, tcp);
    }

    private byte[] respond(Message message, boolean tcp) {
        var questions = message.getSection(Section.QUESTION);
        if (questions.size() != 1) {
            return refusal(message.getHeader(), Rcode.FORMERR);
        }
        var question = questions.getFirst();
        counters.request(tcp, question.getType());
        var reply = reply(message, question);
        counters.response(reply.rcode());
        int size = LARGEST;
        if (!tcp) {
            var opt = message.getOPT();
            size = opt == null ? SMALLEST : Math.clamp(opt.getPayloadSize(), SMALLEST, PAYLOAD);
        }
        return message(message, question, reply).toWire(size);
    }

    private Reply reply(Message message, Record question) {
        var opt = message.getOPT();
        if (opt != null && opt.getVersion() > 0) {
            return Reply.failure(Rcode.BADVERS);
        }
        boolean transfer = question.getType() == Type.AXFR || question.getType() == Type.IXFR;
        if (question.getDClass() != DClass.IN || transfer) {
            return Reply.failure(Rcode.REFUSED);
        }
        boolean dnssec = opt != null && (opt.getFlags() & ExtendedFlags.DO) != 0;
        var query = new Query(
                question.getName(),
                question.getType(),
                dnssec,
                message.getHeader().getFlag(Flags.CD));
        try {
            return responder.answerOrRefuse(query);
        } catch (RuntimeException e) {
            counters.panic();
            LOG.error("answering {} {} failed", query.name(), Type.string(query.type()), e);
            return Reply.failure(Rcode.SERVFAIL);
        }
    }

    private static Message message(Message request, Record question, Reply reply) {
        var response = new Message(request.getHeader().getID());
        var header = response.getHeader();
        header.setFlag(Flags.QR);
        header.setFlag(Flags.RA);
        copy(request.getHeader(), header, Flags.RD);
        copy(request.getHeader(), header, Flags.CD);
        if (reply.authoritative()) {
            header.setFlag(Flags.AA);
        }
        header.setRcode(reply.rcode() & 0xf);
        response.addRecord(question, Section.QUESTION);
        add(response, reply.answers(), Section.ANSWER);
        add(response, reply.authority(), Section.AUTHORITY);
        add(response, reply.additional(), Section.ADDITIONAL);
        var opt = request.getOPT();
        if (opt != null) {
            response.addRecord(
                    new OPTRecord(PAYLOAD, reply.rcode() >> 4, 0, opt.getFlags() & ExtendedFlags.DO),
                    Section.ADDITIONAL);
        }
        return response;
    }

    private static void copy(Header from, Header to, int flag) {
        if (from.getFlag(flag)) {
            to.setFlag(flag);
        }
    }

    private static void add(Message response, List<Record> records, int section) {
        records.forEach(record -> response.addRecord(record, section));
    }

    private byte[] refusal(Header request, int rcode) {
        counters.response(rcode);
        var response = new Message(request.getID());
        response.getHeader().setFlag(Flags.QR);
        response.getHeader().setOpcode(request.getOpcode());
        response.getHeader().setRcode(rcode);
        return response.toWire();
    }
}
