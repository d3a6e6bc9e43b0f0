package io.navarch.kubelet.cri.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Finds where the last lines of a file begin, reading it from its end in blocks. */
final class TailSearch {
    private static final int BLOCK = 8192;

    private TailSearch() {}

    /** The offset of the last {@code lines} lines. A last line without its newline is being written and does not count. */
    static long startOfLastLines(FileChannel file, long lines) throws IOException {
        long wanted = lines + 1;
        long end = file.size();
        long newlines = 0;
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        while (end > 0) {
            long start = Math.max(0, end - BLOCK);
            block.clear().limit((int) (end - start));
            int read = file.read(block, start);
            for (int i = read - 1; i >= 0; i--) {
                if (block.get(i) == '\n' && ++newlines == wanted) {
                    return start + i + 1;
                }
            }
            end = start;
        }
        return 0;
    }
}
