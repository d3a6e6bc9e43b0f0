package io.navarch.streaming.spdy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Adler32;
import org.junit.jupiter.api.Test;

class FrameLayoutTest {
    private static final HexFormat HEX = HexFormat.of();

    @Test
    void theDictionaryIsThatOfTheDraft() {
        Adler32 sum = new Adler32();
        sum.update(SpdyDictionary.bytes());
        assertThat(SpdyDictionary.bytes()).hasSize(1423);
        // The identifier that every SPDY/3 header block begins with.
        assertThat(sum.getValue()).isEqualTo(0xe3c6a7c2L);
    }

    @Test
    void controlFramesAreLaidOutAsTheDraftSays() throws IOException {
        assertThat(bytes(new SpdyFrame.RstStream(3, 5))).isEqualTo("80030003000000080000000300000005");
        assertThat(bytes(new SpdyFrame.Ping(7))).isEqualTo("800300060000000400000007");
        assertThat(bytes(new SpdyFrame.GoAway(9, 0))).isEqualTo("80030007000000080000000900000000");
        assertThat(bytes(new SpdyFrame.WindowUpdate(0, 65536))).isEqualTo("80030009000000080000000000010000");
        assertThat(bytes(new SpdyFrame.Settings(Map.of(7, 262144))))
                .isEqualTo("800300040000000c000000010000000700040000");
    }

    @Test
    void dataFramesAreLaidOutAsTheDraftSays() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FrameWriter writer = new FrameWriter(out);
        writer.data(5, new byte[] {9, 1, 2, 9}, 1, 2, false);
        writer.data(5, true);
        writer.flush();
        assertThat(HEX.formatHex(out.toByteArray())).isEqualTo("00000005000000020102" + "0000000501000000");
    }

    @Test
    void aStreamOpeningBeginsWithItsNumberAndAPrimedZlibBlock() throws IOException {
        String frame = bytes(new SpdyFrame.SynStream(1, 0, 2, true, false, Map.of("streamtype", "error")));
        assertThat(frame).startsWith("8003000101").contains("00000001" + "00000000" + "4000" + "78bbe3c6a7c2");
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("StreamType", "data");
        headers.put("port", "8080");
        Map<String, String> lower = Map.of("streamtype", "data", "port", "8080");
        List<SpdyFrame> frames = List.of(
                new SpdyFrame.SynStream(1, 3, 7, true, true, headers),
                new SpdyFrame.SynReply(1, false, Map.of()),
                new SpdyFrame.Headers(1, true, headers),
                new SpdyFrame.Ping(-2),
                new SpdyFrame.SynStream(5, 0, 0, false, false, headers));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FrameWriter writer = new FrameWriter(out);
        for (SpdyFrame frame : frames) {
            writer.write(frame);
        }
        writer.flush();
        FrameReader reader = new FrameReader(new ByteArrayInputStream(out.toByteArray()));
        assertThat(reader.next()).contains(new SpdyFrame.SynStream(1, 3, 7, true, true, lower));
        assertThat(reader.next()).contains(new SpdyFrame.SynReply(1, false, Map.of()));
        assertThat(reader.next()).contains(new SpdyFrame.Headers(1, true, lower));
        assertThat(reader.next()).contains(new SpdyFrame.Ping(-2));
        assertThat(reader.next()).contains(new SpdyFrame.SynStream(5, 0, 0, false, false, lower));
        assertThat(reader.next()).isEmpty();
    }

    @Test
    void largeHeadersSurvive() throws IOException {
        HeaderCompressor packer = new HeaderCompressor();
        HeaderDecompressor unpacker = new HeaderDecompressor();
        for (int size : new int[] {1, 500, 511, 512, 513, 30_000}) {
            Map<String, String> headers = Map.of("a", noise(size));
            assertThat(unpacker.unpack(packer.pack(headers))).isEqualTo(headers);
        }
    }

    @Test
    void refusesWhatIsNoFrame() {
        assertBroken("48545450", "ends"); // cut short: read as data for a stream, without a length
        assertBroken("8002000100000000", "version 2");
        assertBroken("80030001ff000004" + "00000001", "ends too early");
        assertBroken("8003000400fffff0", "control frame of");
        assertBroken("800300040000000400ffffff", "SETTINGS");
        assertBroken("80030001000000120000000100000000" + "0000" + "0011223344556677", "cannot be unpacked");
    }

    @Test
    void aHeaderBlockThatUnpacksToTooMuchIsRefused() {
        HeaderCompressor packer = new HeaderCompressor();
        byte[] bomb = packer.pack(Map.of("a", "x".repeat(HeaderDecompressor.LIMIT)));
        assertThat(bomb.length).isLessThan(1000);
        assertThatThrownBy(() -> new HeaderDecompressor().unpack(bomb)).hasMessageContaining("too large");
    }

    private static void assertBroken(String hex, String message) {
        FrameReader reader = new FrameReader(new ByteArrayInputStream(HEX.parseHex(hex)));
        assertThatThrownBy(reader::next).isInstanceOf(IOException.class).satisfies(e -> {
            if (e instanceof SpdyException) {
                assertThat(e).hasMessageContaining(message);
            }
        });
    }

    private static String bytes(SpdyFrame frame) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FrameWriter writer = new FrameWriter(out);
        writer.write(frame);
        writer.flush();
        return HEX.formatHex(out.toByteArray());
    }

    private static String noise(int size) {
        StringBuilder text = new StringBuilder();
        new java.util.Random(size).ints(size, '!', '~').forEach(c -> text.append((char) c));
        return text.toString();
    }
}
