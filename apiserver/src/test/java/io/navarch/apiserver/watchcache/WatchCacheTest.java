package io.navarch.apiserver.watchcache;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.apiserver.request.ApiResponse.Frames;
import io.navarch.apiserver.watchcache.Selection.Term;
import io.navarch.apiserver.watchcache.WatchCache.Start;
import io.navarch.model.kind.KindDefinition;
import io.navarch.model.kind.Kinds;
import io.navarch.model.selector.LabelSelector;
import io.navarch.runtime.ManualClock;
import io.navarch.store.memory.MemoryStore;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WatchCacheTest {
    private static final String PREFIX = "/registry/pods/";
    private static final Duration HOUR = Duration.ofHours(1);

    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final MemoryStore store = new MemoryStore(clock);
    private final KindDefinition pods = Kinds.builtIn().definition("", "pods").orElseThrow();
    private final StoredForm form = new StoredForm(pods);
    private final AtomicInteger encoded = new AtomicInteger();
    private final Encoding encoding = new Encoding() {
        @Override
        public void object(byte[] stored, long revision, List<ByteBuffer> to) {
            to.add(ByteBuffer.wrap(stored));
        }

        @Override
        public byte[] event(EventType type, byte[] stored, long revision) {
            encoded.incrementAndGet();
            return (type + " " + revision).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public byte[] bookmark(long revision, boolean initialEventsEnd) {
            return ("BOOKMARK " + revision).getBytes(StandardCharsets.UTF_8);
        }
    };

    private WatchCache open() {
        var fields = pods.storageVersion().selectableFields();
        var cache = new WatchCache(store, clock, PREFIX, form, new ObjectScanner(form.type(), fields));
        cache.start();
        return cache;
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static byte[] pod(String name, String node) {
        return ("{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"labels\":{\"app\":\"" + name
                        + "\"},\"name\":\"" + name + "\"},\"spec\":{\"hostNetwork\":true,\"nodeName\":\"" + node
                        + "\"},\"status\":{\"phase\":\"Running\"}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private long put(String name, String node) {
        return store.create(PREFIX + "default/" + name, pod(name, node), 0).modRevision();
    }

    private static Selection all(Term... terms) {
        return new Selection(PREFIX, "", LabelSelector.everything(), List.of(terms));
    }

    private int field(String name) {
        var fields = pods.storageVersion().selectableFields();
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).name().equals(name)) {
                return i;
            }
        }
        throw new AssertionError(name);
    }

    private static String next(Frames frames) throws InterruptedException {
        return new String(Objects.requireNonNull(frames.next()), StandardCharsets.UTF_8);
    }

    private Frames watch(WatchCache cache, Selection selection) throws InterruptedException {
        return cache.watch(selection, encoding, new Start.After(store.revision()), false, HOUR, true)
                .orElseThrow();
    }

    @Test
    void keepsTheVeryBytesOfTheStoreAndWhatSelectorsAskFor() throws InterruptedException {
        try (var cache = open()) {
            var record = store.create(PREFIX + "default/p", pod("p", "n1"), 0);
            var object = Objects.requireNonNull(cache.current().get(PREFIX + "default/p"));
            assertThat(object.json()).isSameAs(record.value());
            assertThat(object.labels()).containsEntry("app", "p");
            assertThat(object.fields()[field("spec.nodeName")]).isEqualTo("n1");
            assertThat(object.fields()[field("spec.hostNetwork")]).isEqualTo("true");
            assertThat(object.fields()[field("status.phase")]).isEqualTo("Running");
            assertThat(object.fields()[field("status.podIP")]).isEmpty();
            assertThat(object.namespace()).isEqualTo("default");
        }
    }

    @Test
    void givesPodsToTheWatcherOfTheirNode() throws InterruptedException {
        try (var cache = open();
                var first = watch(cache, all(new Term(field("spec.nodeName"), true, "n1")));
                var second = watch(cache, all(new Term(field("spec.nodeName"), true, "n2")))) {
            put("a", "n2");
            long b = put("b", "n1");
            assertThat(next(first)).isEqualTo("ADDED " + b);
            var moved = store.update(PREFIX + "default/b", pod("b", "n2"), b, 0).modRevision();
            assertThat(next(first)).isEqualTo("DELETED " + moved);
            assertThat(next(second)).startsWith("ADDED ");
            assertThat(next(second)).isEqualTo("ADDED " + moved);
        }
    }

    @Test
    void encodesAnEventOnceForAllItsWatchers() throws InterruptedException {
        try (var cache = open()) {
            var watchers = new Frames[20];
            for (int i = 0; i < watchers.length; i++) {
                watchers[i] = watch(cache, all());
            }
            put("a", "n1");
            for (var watcher : watchers) {
                assertThat(next(watcher)).startsWith("ADDED");
            }
            assertThat(encoded).hasValue(1);
        }
    }

    @Test
    void cutsOffAReaderThatWillNeverCatchUpAndHoldsNobodyElseUp() throws InterruptedException {
        try (var cache = open();
                var stuck = watch(cache, all());
                var quick = watch(cache, all())) {
            long revision = put("a", "n1");
            next(quick);
            var body = pod("a", "n1");
            for (int i = 0; i <= CacheWatcher.LONGEST_QUEUE; i++) {
                revision = store.update(PREFIX + "default/a", body, revision, 0).modRevision();
                assertThat(quick.next()).isNotNull();
            }
            assertThat(stuck.next()).isNull();
        }
    }

    @Test
    void readsObjectsThatOtherServersWroteInTheirOrder() throws InterruptedException {
        try (var cache = open()) {
            var foreign = "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"f\"}}";
            store.create(PREFIX + "default/f", foreign.getBytes(StandardCharsets.UTF_8), 0);
            var object = Objects.requireNonNull(cache.current().get(PREFIX + "default/f"));
            assertThat(new String(object.json(), StandardCharsets.UTF_8))
                    .startsWith("{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"f\"");
        }
    }

    @Test
    void leavesOutWhatIsDamagedAndGoesOn() throws InterruptedException {
        store.create(PREFIX + "default/broken", "{\"kind\":".getBytes(StandardCharsets.UTF_8), 0);
        try (var cache = open()) {
            store.create(PREFIX + "default/worse", new byte[] {0, 1, 2}, 0);
            put("a", "n1");
            assertThat(cache.current().select(all()))
                    .extracting(CachedObject::name)
                    .containsExactly("a");
        }
    }

    @Test
    void aWatchWhoseTimeIsOverEndsWithABookmark() throws Exception {
        try (var cache = open()) {
            long revision = put("a", "n1");
            var start = new Start.After(revision);
            var watch = cache.watch(all(), encoding, start, true, Duration.ofSeconds(3), true)
                    .orElseThrow();
            clock.advance(Duration.ofSeconds(3));
            assertThat(next(watch)).isEqualTo("BOOKMARK " + revision);
            assertThat(watch.next()).isNull();
        }
    }

    @Test
    void endsItsWatchesWhenTheStoreCloses() throws InterruptedException {
        try (var cache = open();
                var frames = watch(cache, all())) {
            store.close();
            assertThat(frames.next()).isNull();
        }
    }
}
