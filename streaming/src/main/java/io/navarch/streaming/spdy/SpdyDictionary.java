package io.navarch.streaming.spdy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The text that primes the header compression of SPDY/3, as section 2.6.10.1 of the draft lists it. */
final class SpdyDictionary {
    /** Words that stand in the dictionary with their length before them, as they would in a header block. */
    private static final String[] WORDS =
            ("options head post put delete trace accept accept-charset accept-encoding accept-language"
                            + " accept-ranges age allow authorization cache-control connection content-base"
                            + " content-encoding content-language content-length content-location content-md5"
                            + " content-range content-type date etag expect expires from host if-match"
                            + " if-modified-since if-none-match if-range if-unmodified-since last-modified location"
                            + " max-forwards pragma proxy-authenticate proxy-authorization range referer retry-after"
                            + " server te trailer transfer-encoding upgrade user-agent vary via warning"
                            + " www-authenticate method get status 200_OK version HTTP/1.1 url public set-cookie"
                            + " keep-alive origin")
                    .split(" ");

    private static final String TEXT =
            "100101201202205206300302303304305306307402405406407408409410411412413414415416417"
                    + "502504505203 Non-Authoritative Information204 No Content301 Moved Permanently400 Bad Request401 Unauthorized"
                    + "403 Forbidden404 Not Found500 Internal Server Error501 Not Implemented503 Service Unavailable"
                    + "Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec 00:00:00 Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMT"
                    + "chunked,text/html,image/png,image/jpg,image/gif,application/xml,application/xhtml+xml,text/plain,"
                    + "text/javascript,publicprivatemax-age=gzip,deflate,sdchcharset=utf-8charset=iso-8859-1,utf-,*,enq=0.";

    private static final byte[] BYTES = build();

    private SpdyDictionary() {}

    static byte[] bytes() {
        return BYTES.clone();
    }

    private static byte[] build() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1423);
        for (String written : WORDS) {
            byte[] word = written.replace('_', ' ').getBytes(StandardCharsets.US_ASCII);
            bytes.writeBytes(ByteBuffer.allocate(4).putInt(word.length).array());
            bytes.writeBytes(word);
        }
        bytes.writeBytes(TEXT.getBytes(StandardCharsets.US_ASCII));
        return bytes.toByteArray();
    }
}
