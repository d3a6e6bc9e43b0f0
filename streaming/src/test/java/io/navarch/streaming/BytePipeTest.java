package io.navarch.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BytePipeTest {
    @Test
    void carriesMoreThanItHoldsInOrder() throws Exception {
        BytePipe pipe = new BytePipe(10_000);
        var written = Loopback.async(() -> {
            long count = Loopback.writePattern(
                    new java.io.OutputStream() {
                        @Override
                        public void write(int b) throws IOException {
                            pipe.write(new byte[] {(byte) b}, 0, 1);
                        }

                        @Override
                        public void write(byte[] bytes, int offset, int length) throws IOException {
                            pipe.write(bytes, offset, length);
                        }
                    },
                    3_000_000);
            pipe.finish();
            return count;
        });
        assertThat(Loopback.checkPattern(pipe.input())).isEqualTo(3_000_000);
        assertThat(written.get(5, TimeUnit.SECONDS)).isEqualTo(3_000_000);
    }

    @Test
    void givesWhatWaitsAndThenTheEnd() throws Exception {
        BytePipe pipe = new BytePipe(100);
        pipe.write("abc".getBytes(StandardCharsets.UTF_8), 0, 3);
        pipe.finish();
        assertThat(pipe.input().readAllBytes()).asString().isEqualTo("abc");
        assertThat(pipe.input().read()).isEqualTo(-1);
    }

    @Test
    void countsWhatAClosedReaderDropsAsConsumed() throws Exception {
        AtomicInteger consumed = new AtomicInteger();
        BytePipe pipe = new BytePipe(4, consumed::addAndGet);
        var written = Loopback.async(() -> {
            pipe.write(new byte[10], 0, 10);
            return true;
        });
        assertThat(pipe.input().read()).isZero();
        pipe.input().close();
        assertThat(written.get(5, TimeUnit.SECONDS)).isTrue();
        assertThat(consumed).hasValue(10);
        assertThat(pipe.input().read()).isEqualTo(-1);
    }
}
