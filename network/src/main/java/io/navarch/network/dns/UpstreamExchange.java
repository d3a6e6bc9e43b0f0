package io.navarch.network.dns;

import io.navarch.runtime.Clock;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.random.RandomGenerator;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/**
 * Asks one name server one question: over UDP, from a port of its own, and over TCP if the answer was cut. An answer counts
 * only if it comes from the server asked, with the number and the question sent. Blocks; stateless.
 */
final class UpstreamExchange {
    private static final int PAYLOAD = 1232;
    private static final int LARGEST = 65_535;

    private final RandomGenerator random;
    private final Clock clock;

    UpstreamExchange(RandomGenerator random, Clock clock) {
        this.random = random;
        this.clock = clock;
    }

    Message ask(InetSocketAddress server, Query query, int timeoutMillis, boolean tcpOnly) throws IOException {
        var request = request(query);
        if (!tcpOnly) {
            var answer = overUdp(server, request, timeoutMillis);
            if (!answer.getHeader().getFlag(Flags.TC)) {
                return answer;
            }
        }
        return overTcp(server, request, timeoutMillis);
    }

    private Message request(Query query) {
        var request = new Message(random.nextInt(1 << 16));
        request.getHeader().setFlag(Flags.RD);
        if (query.checkingDisabled()) {
            request.getHeader().setFlag(Flags.CD);
        }
        request.addRecord(Record.newRecord(query.name(), query.type(), DClass.IN), Section.QUESTION);
        request.addRecord(new OPTRecord(PAYLOAD, 0, 0, query.dnssecOk() ? ExtendedFlags.DO : 0), Section.ADDITIONAL);
        return request;
    }

    private Message overUdp(InetSocketAddress server, Message request, int timeoutMillis) throws IOException {
        try (var socket = new DatagramSocket()) {
            socket.connect(server);
            var bytes = request.toWire();
            socket.send(new DatagramPacket(bytes, bytes.length));
            long deadline = timeoutMillis * 1_000_000L;
            long start = clock.nanos();
            var packet = new DatagramPacket(new byte[LARGEST], LARGEST);
            for (long left = deadline; left > 0; left = deadline - (clock.nanos() - start)) {
                socket.setSoTimeout((int) Math.max(1, left / 1_000_000));
                packet.setLength(LARGEST);
                socket.receive(packet);
                var answer = parse(java.util.Arrays.copyOf(packet.getData(), packet.getLength()));
                if (answers(request, answer)) {
                    return answer;
                }
            }
            throw new SocketTimeoutException("no answer from " + server);
        }
    }

    private static Message overTcp(InetSocketAddress server, Message request, int timeoutMillis) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(server, timeoutMillis);
            socket.setSoTimeout(timeoutMillis);
            var bytes = request.toWire();
            var framed = new byte[bytes.length + 2];
            framed[0] = (byte) (bytes.length >> 8);
            framed[1] = (byte) bytes.length;
            System.arraycopy(bytes, 0, framed, 2, bytes.length);
            new DataOutputStream(socket.getOutputStream()).write(framed);
            var in = new DataInputStream(socket.getInputStream());
            var body = new byte[in.readUnsignedShort()];
            in.readFully(body);
            var answer = parse(body);
            if (!answers(request, answer)) {
                throw new IOException("an answer to another question from " + server);
            }
            return answer;
        }
    }

    private static Message parse(byte[] bytes) throws IOException {
        try {
            return new Message(bytes);
        } catch (RuntimeException e) {
            throw new IOException("a malformed answer", e);
        }
    }

    private static boolean answers(Message request, Message answer) {
        var question = answer.getQuestion();
        return answer.getHeader().getID() == request.getHeader().getID()
                && answer.getHeader().getFlag(Flags.QR)
                && question != null
                && question.getType() == request.getQuestion().getType()
                && question.getName().equals(request.getQuestion().getName());
    }
}
