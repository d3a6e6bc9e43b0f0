package io.navarch.store.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.runtime.ManualClock;
import io.navarch.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the log does with files that are not as it wrote them. */
class DamageTest {
    private static final LogOptions SMALL = new LogOptions(600, 600);

    /** Held, since a logger nobody holds forgets its level; silent, since here every cut is wanted. */
    private final Logger logger = Logger.getLogger(Recovery.class.getName());

    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final Path directory;

    DamageTest(@TempDir Path directory) {
        this.directory = directory;
        logger.setLevel(Level.OFF);
    }

    private Store open() throws IOException {
        return LogStore.open(directory, clock, LogOptions.DEFAULT);
    }

    private List<Path> files(String suffix) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }

    /** A log of three writes, and where each ends. */
    private long[] threeWrites(byte[] value) throws IOException {
        long[] ends = new long[3];
        try (Store store = open()) {
            for (int i = 0; i < 3; i++) {
                store.create("/" + i, value, 0);
                ends[i] = store.sizeBytes();
            }
        }
        return ends;
    }

    private static byte[] text(int length) {
        return "x".repeat(length).getBytes(UTF_8);
    }

    @Test
    void cutsAnUnfinishedWriteOffWhereverItEnds() throws IOException {
        long[] ends = threeWrites(text(40));
        Path log = files(".log").getFirst();
        byte[] whole = Files.readAllBytes(log);
        assertThat(whole).hasSize((int) ends[2]);
        for (int length = (int) ends[1]; length < ends[2]; length++) {
            Files.write(log, Arrays.copyOf(whole, length));
            try (Store store = open()) {
                assertThat(store.revision()).isEqualTo(3);
                assertThat(store.list("/", null, 0, 0).records()).hasSize(2);
                assertThat(Files.size(log)).isEqualTo(ends[1]);
                store.create("/again", text(1), 0);
            }
            try (Store store = open()) {
                assertThat(store.get("/again")).isNotNull();
            }
        }
    }

    @Test
    void beginsTheLogAgainWhenItsVeryStartIsUnfinished() throws IOException {
        threeWrites(text(1));
        Path log = files(".log").getFirst();
        for (int length = 0; length < 20; length++) {
            Files.write(log, Arrays.copyOf(Files.readAllBytes(log), length));
            try (Store store = open()) {
                assertThat(store.revision()).isEqualTo(1);
                store.create("/a", text(1), 0);
            }
        }
    }

    @Test
    void refusesAnyChangedByte() throws IOException {
        threeWrites(text(20));
        Path log = files(".log").getFirst();
        byte[] whole = Files.readAllBytes(log);
        for (int at = 0; at < whole.length; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= 0x10;
            Files.write(log, changed);
            assertThatThrownBy(this::open)
                    .as("byte %d changed", at)
                    .isInstanceOf(CorruptStoreException.class)
                    .hasMessageContaining(log.toString())
                    .hasMessageContaining("at offset ");
            assertThat(Files.readAllBytes(log)).isEqualTo(changed);
        }
    }

    @Test
    void cutsALastWriteOfWhichASectorNeverReachedTheDisk() throws IOException {
        long[] ends = threeWrites(text(3_000));
        Path log = files(".log").getFirst();
        byte[] changed = Files.readAllBytes(log);
        int sector = (int) (ends[1] / 512 + 2) * 512;
        Arrays.fill(changed, sector, sector + 512, (byte) 0);
        Files.write(log, changed);
        try (Store store = open()) {
            assertThat(store.revision()).isEqualTo(3);
        }
    }

    @Test
    void refusesALostSectorBeforeAnotherWrite() throws IOException {
        long[] ends = threeWrites(text(3_000));
        Path log = files(".log").getFirst();
        byte[] changed = Files.readAllBytes(log);
        int sector = (int) (ends[0] / 512 + 2) * 512;
        Arrays.fill(changed, sector, sector + 512, (byte) 0);
        Files.write(log, changed);
        assertThatThrownBy(this::open)
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageContaining("at offset " + ends[0]);
    }

    @Test
    void cutsZerosAfterTheLastWrite() throws IOException {
        long[] ends = threeWrites(text(100));
        Path log = files(".log").getFirst();
        Files.write(log, Arrays.copyOf(Files.readAllBytes(log), (int) ends[2] + 5_000));
        try (Store store = open()) {
            assertThat(store.revision()).isEqualTo(4);
            assertThat(store.sizeBytes()).isEqualTo(ends[2]);
        }
    }

    @Test
    void refusesAMissingOrShortenedSegment() throws IOException {
        try (Store store = LogStore.open(directory, clock, SMALL)) {
            for (int i = 0; i < 10; i++) {
                store.create("/" + i, text(300), 0);
            }
        }
        Path middle = files(".log").get(1);
        byte[] whole = Files.readAllBytes(middle);
        Files.write(middle, Arrays.copyOf(whole, whole.length - 10));
        assertThatThrownBy(this::open)
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageContaining(middle.toString());
        Files.delete(middle);
        assertThatThrownBy(this::open).isInstanceOf(CorruptStoreException.class).hasMessageContaining("missing");
    }

    @Test
    void refusesADamagedSnapshot() throws IOException {
        try (Store store = LogStore.open(directory, clock, SMALL)) {
            for (int i = 0; i < 10; i++) {
                store.create("/" + i, text(300), 0);
            }
            store.compact(store.revision());
        }
        Path snapshot = files(".snapshot").getFirst();
        byte[] whole = Files.readAllBytes(snapshot);
        for (int length : new int[] {0, 10, whole.length / 2, whole.length - 1}) {
            Files.write(snapshot, Arrays.copyOf(whole, length));
            assertThatThrownBy(this::open)
                    .isInstanceOf(CorruptStoreException.class)
                    .hasMessageContaining(snapshot.toString());
        }
        byte[] changed = whole.clone();
        changed[whole.length / 2] ^= 1;
        Files.write(snapshot, changed);
        assertThatThrownBy(this::open)
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageContaining("checksum mismatch");
        Files.write(snapshot, whole);
        Files.createFile(directory.resolve("0000000000000000099.snapshot.tmp"));
        try (Store store = open()) {
            assertThat(store.revision()).isEqualTo(11);
        }
        assertThat(files(".tmp")).isEmpty();
    }
}
