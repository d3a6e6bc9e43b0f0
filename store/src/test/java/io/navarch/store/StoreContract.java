package io.navarch.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.navarch.runtime.Clock;
import io.navarch.runtime.ManualClock;
import io.navarch.store.TxnResult.Deleted;
import io.navarch.store.TxnResult.Found;
import io.navarch.store.TxnResult.Nested;
import io.navarch.store.TxnResult.Written;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every engine must do. */
public abstract class StoreContract {
    protected final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    protected Store store;

    /** A new, empty store. */
    protected abstract Store open(Clock clock) throws IOException;

    @BeforeEach
    void openStore() throws IOException {
        store = open(clock);
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    /** The store after a restart, for engines that survive one. */
    protected Store restarted() throws IOException {
        return store;
    }

    protected static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    static String text(Record record) {
        return new String(record.value(), UTF_8);
    }

    private Record current(String key) {
        return requireNonNull(store.get(key));
    }

    private static List<String> keys(Range range) {
        return range.records().stream().map(Record::key).toList();
    }

    @Test
    void beginsEmptyAtRevisionOne() {
        assertThat(store.revision()).isEqualTo(1);
        assertThat(store.compactedRevision()).isZero();
        assertThat(store.list("", null, 0, 0)).isEqualTo(new Range(List.of(), false, 0, 1));
    }

    @Test
    void countsRevisionsAndVersions() {
        Record created = store.create("/a", bytes("1"), 0);
        Record other = store.create("/b", bytes("2"), 0);
        byte[] third = bytes("3");
        Record updated = store.update("/a", third, created.modRevision(), 0);

        assertThat(created).isEqualTo(new Record("/a", created.value(), 2, 2, 1, 0));
        assertThat(other.modRevision()).isEqualTo(3);
        assertThat(updated).isEqualTo(new Record("/a", third, 2, 4, 2, 0));
        assertThat(store.get("/a")).isEqualTo(updated);
        assertThat(current("/a").value()).isSameAs(third);
        assertThat(store.revision()).isEqualTo(4);
    }

    @Test
    void startsAgainAtVersionOneAfterADeletion() {
        store.create("/a", bytes("1"), 0);
        Record deleted = store.delete("/a", 0);
        Record again = store.create("/a", bytes("2"), 0);

        assertThat(deleted.modRevision()).isEqualTo(3);
        assertThat(text(deleted)).isEqualTo("1");
        assertThat(again.createRevision()).isEqualTo(4);
        assertThat(again.version()).isEqualTo(1);
    }

    @Test
    void refusesToCreateWhatExists() {
        Record existing = store.create("/a", bytes("1"), 0);
        var refusal = catchThrowableOfType(KeyExistsException.class, () -> store.create("/a", bytes("2"), 0));
        assertThat(refusal.current()).isEqualTo(existing);
        assertThat(store.revision()).isEqualTo(2);
    }

    @Test
    void refusesToChangeWhatHasChanged() {
        Record first = store.create("/a", bytes("1"), 0);
        Record second = store.update("/a", bytes("2"), first.modRevision(), 0);

        var update = catchThrowableOfType(
                ConflictException.class, () -> store.update("/a", bytes("3"), first.modRevision(), 0));
        var delete = catchThrowableOfType(ConflictException.class, () -> store.delete("/a", first.modRevision()));
        var missing = catchThrowableOfType(ConflictException.class, () -> store.update("/b", bytes("3"), 7, 0));
        var gone = catchThrowableOfType(ConflictException.class, () -> store.delete("/b", 0));

        assertThat(update.current()).isEqualTo(second);
        assertThat(delete.current()).isEqualTo(second);
        assertThat(missing.current()).isNull();
        assertThat(gone.current()).isNull();
        assertThat(store.revision()).isEqualTo(3);
        assertThat(store.delete("/a", second.modRevision()).modRevision()).isEqualTo(4);
    }

    @Test
    void refusesBadKeys() {
        assertThatThrownBy(() -> store.create("", bytes("1"), 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.create("/\ud800", bytes("1"), 0)).isInstanceOf(IllegalArgumentException.class);
        store.create("/größe/\ud83d\ude00", bytes("1"), 0);
        assertThat(store.get("/größe/\ud83d\ude00")).isNotNull();
    }

    @Test
    void listsAPrefixInPages() {
        for (String key : List.of("/pods/c", "/pods/a", "/podsets/x", "/pods/b", "/nodes/n")) {
            store.create(key, bytes(key), 0);
        }
        Range all = store.list("/pods/", null, 0, 0);
        Range first = store.list("/pods/", null, 2, 0);
        Range rest = store.list("/pods/", "/pods/b\0", 2, first.revision());

        assertThat(keys(all)).containsExactly("/pods/a", "/pods/b", "/pods/c");
        assertThat(all.more()).isFalse();
        assertThat(all.count()).isEqualTo(3);
        assertThat(keys(first)).containsExactly("/pods/a", "/pods/b");
        assertThat(first.more()).isTrue();
        assertThat(first.count()).isEqualTo(3);
        assertThat(keys(rest)).containsExactly("/pods/c");
        assertThat(rest.more()).isFalse();
        assertThat(keys(store.list("/pods", null, 0, 0))).hasSize(4);
        assertThat(keys(store.range("/nodes/n", "/pods/b", 0, 0))).containsExactly("/nodes/n", "/pods/a");
        assertThat(keys(store.range("/pods/c", null, 0, 0))).containsExactly("/pods/c", "/podsets/x");
        assertThat(all.records().get(1)).isSameAs(store.get("/pods/b"));
    }

    @Test
    void listsThePast() {
        Record first = store.create("/a", bytes("1"), 0);
        store.update("/a", bytes("2"), first.modRevision(), 0);
        store.create("/b", bytes("1"), 0);
        store.delete("/a", 0);

        assertThat(keys(store.list("/", null, 0, 1))).isEmpty();
        assertThat(store.list("/", null, 0, 2).records()).containsExactly(first);
        assertThat(text(store.list("/", null, 0, 3).records().getFirst())).isEqualTo("2");
        assertThat(keys(store.list("/", null, 0, 4))).containsExactly("/a", "/b");
        assertThat(keys(store.list("/", null, 0, 5))).containsExactly("/b");
        var future = catchThrowableOfType(FutureRevisionException.class, () -> store.list("/", null, 0, 6));
        assertThat(future.currentRevision()).isEqualTo(5);
    }

    /** The worked example of {@code History}. */
    @Test
    void compactsTheHistoryBeforeARevision() {
        store.create("/a", bytes("1"), 0); // 2
        store.create("/b", bytes("1"), 0); // 3
        store.delete("/b", 0); // 4
        store.update("/a", bytes("2"), 2, 0); // 5
        store.create("/c", bytes("1"), 0); // 6
        store.delete("/c", 0); // 7
        store.update("/a", bytes("3"), 5, 0); // 8

        store.compact(5);
        store.compact(3);

        assertThat(store.compactedRevision()).isEqualTo(5);
        assertThat(store.revision()).isEqualTo(8);
        assertThat(text(store.list("/", null, 0, 5).records().getFirst())).isEqualTo("2");
        assertThat(keys(store.list("/", null, 0, 6))).containsExactly("/a", "/c");
        var compacted = catchThrowableOfType(CompactedException.class, () -> store.list("/", null, 0, 4));
        assertThat(compacted.compactedRevision()).isEqualTo(5);
        assertThatThrownBy(() -> store.watch("/", 4, (events, revision) -> {})).isInstanceOf(CompactedException.class);
        assertThatThrownBy(() -> store.compact(9)).isInstanceOf(FutureRevisionException.class);
        try (var watched = new Recorder(store, "/", 5)) {
            assertThat(watched.awaitRevision(8)).containsExactly("5 PUT /a", "6 PUT /c", "7 DELETE /c", "8 PUT /a");
        }
        store.compact(8);
        assertThat(text(current("/a"))).isEqualTo("3");
        assertThat(keys(store.list("/", null, 0, 8))).containsExactly("/a");
    }

    @Test
    void performsATransactionAsOneRevision() {
        Record before = store.create("/a", bytes("1"), 0);
        store.create("/b", bytes("1"), 0);
        try (var watched = new Recorder(store, "/", 4)) {
            TxnResult result = store.txn(
                    List.of(Compare.modRevision("/a", 2), Compare.absent("/c")),
                    List.of(
                            new Op.Put("/a", bytes("2"), 0),
                            new Op.Put("/c", bytes("1"), 0),
                            new Op.Read("/", "/z", 0, 0),
                            new Op.Delete("/b", null),
                            new Op.Read("/b", null, 0, 2)),
                    List.of());

            assertThat(result.succeeded()).isTrue();
            assertThat(result.revision()).isEqualTo(4);
            assertThat(((Written) result.results().get(0)).previous()).isEqualTo(before);
            assertThat(keys(((Found) result.results().get(2)).range())).containsExactly("/a", "/b", "/c");
            assertThat(((Deleted) result.results().get(3)).previous()).hasSize(1);
            assertThat(keys(((Found) result.results().get(4)).range())).isEmpty();
            assertThat(store.revision()).isEqualTo(4);
            assertThat(watched.awaitRevision(4)).containsExactly("4 PUT /a", "4 PUT /c", "4 DELETE /b");
        }
    }

    @Test
    void takesTheOtherBranchWhenACompareFails() {
        store.create("/a", bytes("1"), 0);
        TxnResult result = store.txn(
                List.of(new Compare("/a", Compare.Target.VALUE, Compare.Relation.GREATER, 0, bytes("1"))),
                List.of(new Op.Delete("/a", null)),
                List.of(new Op.Txn(
                        List.of(new Compare("/a", Compare.Target.VERSION, Compare.Relation.LESS, 2, null)),
                        List.of(new Op.Read("/a", null, 0, 0)),
                        List.of())));

        assertThat(result.succeeded()).isFalse();
        assertThat(result.revision()).isEqualTo(2);
        TxnResult nested = ((Nested) result.results().getFirst()).result();
        assertThat(nested.succeeded()).isTrue();
        assertThat(keys(((Found) nested.results().getFirst()).range())).containsExactly("/a");
        assertThat(store.revision()).isEqualTo(2);
    }

    @Test
    void refusesTwoChangesOfOneKeyInATransaction() {
        store.create("/a", bytes("1"), 0);
        assertThatThrownBy(() -> store.txn(
                        List.of(), List.of(new Op.Put("/b", bytes("1"), 0), new Op.Delete("/a", "/c")), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("duplicate key given in txn request");
        assertThat(store.get("/b")).isNull();
        assertThat(store.revision()).isEqualTo(2);
    }

    @Test
    void deletesTheKeysOfALeaseWhenItEnds() {
        long lease = store.grantLease(Duration.ofSeconds(10));
        store.create("/a", bytes("1"), lease);
        store.create("/b", bytes("1"), lease);
        store.create("/c", bytes("1"), lease);
        store.update("/c", bytes("2"), 4, 0);
        clock.advance(Duration.ofSeconds(8));
        assertThat(store.keepAliveLease(lease)).isTrue();
        clock.advance(Duration.ofSeconds(9));
        assertThat(store.get("/a")).isNotNull();
        clock.advance(Duration.ofSeconds(1));

        assertThat(keys(store.list("/", null, 0, 0))).containsExactly("/c");
        assertThat(store.revision()).isEqualTo(6);
        assertThat(store.keepAliveLease(lease)).isFalse();
        assertThat(store.revokeLease(lease)).isFalse();
        assertThatThrownBy(() -> store.create("/d", bytes("1"), lease)).isInstanceOf(LeaseNotFoundException.class);
    }

    @Test
    void revokesALease() {
        long lease = store.grantLease(Duration.ofSeconds(10));
        long other = store.grantLease(Duration.ofSeconds(10));
        store.create("/a", bytes("1"), lease);
        store.create("/b", bytes("1"), other);
        store.delete("/b", 0);
        store.create("/b", bytes("1"), lease);

        assertThat(store.revokeLease(other)).isTrue();
        assertThat(store.revision()).isEqualTo(5);
        assertThat(store.revokeLease(lease)).isTrue();
        assertThat(store.revision()).isEqualTo(6);
        assertThat(store.list("/", null, 0, 0).records()).isEmpty();
        assertThatThrownBy(() -> store.grantLease(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tellsItsSize() {
        long before = store.sizeBytes();
        store.create("/a", new byte[10_000], 0);
        assertThat(store.sizeBytes()).isBetween(before + 10_000, before + 11_000);
    }

    @Test
    void writesASnapshot() throws IOException {
        store.create("/a", bytes("1"), 0);
        var to = new ByteArrayOutputStream();
        store.snapshot(to);
        assertThat(to.size()).isPositive();
    }

    @Test
    void refusesEverythingOnceClosed() {
        var watched = new Recorder(store, "/", 0);
        store.create("/a", bytes("1"), 0);
        store.close();
        store.close();

        assertThat(watched.awaitEnd()).isInstanceOf(StoreClosedException.class);
        assertThat(watched.seen()).containsExactly("2 PUT /a");
        assertThatThrownBy(() -> store.get("/a")).isInstanceOf(StoreClosedException.class);
        assertThatThrownBy(() -> store.create("/b", bytes("1"), 0)).isInstanceOf(StoreClosedException.class);
        assertThatThrownBy(() -> store.watch("/", 0, (events, revision) -> {}))
                .isInstanceOf(StoreClosedException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void agreesWithAModel(long seed) throws IOException {
        var model = new ModelStore(seed);
        for (int round = 0; round < 6; round++) {
            for (int i = 0; i < 80; i++) {
                model.act(store);
            }
            model.check(store);
            store = restarted();
            model.check(store);
        }
    }

    @Test
    void tellsEveryWatchEveryChangeOnceAndInOrder() throws InterruptedException {
        int writers = 6;
        int each = 200;
        List<Thread> threads = new ArrayList<>();
        List<Recorder> watches = new ArrayList<>();
        for (int w = 0; w < writers; w++) {
            String key = "/w" + w;
            threads.add(Thread.ofVirtual().start(() -> {
                long revision = store.create(key, bytes("0"), 0).modRevision();
                for (int i = 1; i < each; i++) {
                    revision = store.update(key, bytes("" + i), revision, 0).modRevision();
                }
            }));
        }
        for (int i = 0; i < 20; i++) {
            watches.add(new Recorder(store, i % 2 == 0 ? "/" : "/w3", i));
            Thread.yield();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        long last = 1 + writers * each;
        assertThat(store.revision()).isEqualTo(last);
        try (var late = new Recorder(store, "/", 1)) {
            List<String> all = late.awaitRevision(last);
            assertThat(all).hasSize(writers * each);
            for (int i = 1; i < 20; i++) {
                int from = i;
                String prefix = i % 2 == 0 ? "/" : "/w3";
                assertThat(watches.get(i).awaitRevision(last))
                        .isEqualTo(all.stream()
                                .filter(event -> Long.parseLong(event.substring(0, event.indexOf(' '))) >= from)
                                .filter(event -> event.contains(" " + prefix))
                                .toList());
            }
        }
        watches.forEach(Recorder::close);
    }

    @Test
    void letsOneOfManyWritersWin() throws InterruptedException {
        AtomicInteger wins = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    store.create("/lock", bytes("mine"), 0);
                    wins.incrementAndGet();
                } catch (KeyExistsException e) {
                    assertThat(e.current().modRevision()).isEqualTo(2);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(wins).hasValue(1);
        assertThat(store.revision()).isEqualTo(2);
    }

    @Test
    void stopsAWatchThatIsClosed() {
        var closed = new Recorder(store, "/", 0);
        try (var open = new Recorder(store, "/", 0)) {
            store.create("/a", bytes("1"), 0);
            closed.awaitRevision(2);
            closed.close();
            store.create("/b", bytes("1"), 0);
            assertThat(open.awaitRevision(3)).hasSize(2);
            assertThat(closed.seen()).hasSize(1);
        }
    }

    @Test
    void closesWhileListenersWrite() throws InterruptedException {
        var busy = new CountDownLatch(1);
        store.watch("/", 0, (events, revision) -> {
            busy.countDown();
            store.create("/" + revision, bytes("1"), 0);
        });
        store.create("/a", bytes("1"), 0);
        busy.await();
        store.close();
        assertThatThrownBy(() -> store.create("/b", bytes("1"), 0)).isInstanceOf(StoreClosedException.class);
    }

    @Test
    void letsAListenerUseTheStore() {
        try (var watched = new Recorder(store, "/copy", 0);
                var copying = store.watch(
                        "/a",
                        0,
                        (events, revision) -> events.forEach(event -> assertThat(
                                        store.create("/copy", event.record().value(), 0))
                                .isNotNull()))) {
            store.create("/a", bytes("1"), 0);
            assertThat(watched.awaitRevision(3)).as("copied by %s", copying).containsExactly("3 PUT /copy");
        }
    }
}
