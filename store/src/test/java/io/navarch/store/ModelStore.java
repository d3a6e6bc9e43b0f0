package io.navarch.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The store as plainly as it can be written: a sorted map per revision. Does random writes on a store and on itself,
 * and compares what they show. The seed repeats a run.
 */
final class ModelStore {
    private static final int KEYS = 12;

    private final Random random;
    /** The records at each revision; the first is of revision 1. */
    private final List<NavigableMap<String, Record>> revisions = new ArrayList<>(List.of(new TreeMap<>()));

    private final List<String> events = new ArrayList<>();
    private long compacted;

    ModelStore(long seed) {
        random = new Random(seed);
    }

    long revision() {
        return revisions.size();
    }

    private NavigableMap<String, Record> current() {
        return revisions.getLast();
    }

    private String anyKey() {
        int number = random.nextInt(KEYS);
        return "/" + (char) ('a' + number % 3) + "/" + number;
    }

    /** Does something at random on both. */
    void act(Store store) {
        String key = anyKey();
        Record existing = current().get(key);
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> create(store, key, existing);
            case 3, 4 -> update(store, key, existing);
            case 5 -> delete(store, key, existing);
            case 6 -> transact(store);
            default -> {
                if (random.nextInt(10) == 0) {
                    compact(store);
                }
            }
        }
    }

    private void create(Store store, String key, @Nullable Record existing) {
        byte[] value = value();
        try {
            Record created = store.create(key, value, 0);
            assertThat(existing).isNull();
            begin();
            assertThat(created).isEqualTo(put(key, value));
        } catch (KeyExistsException e) {
            assertThat(e.current()).usingRecursiveComparison().isEqualTo(existing);
        }
    }

    private void update(Store store, String key, @Nullable Record existing) {
        long expected = existing != null && random.nextInt(4) > 0 ? existing.modRevision() : random.nextInt(50);
        byte[] value = value();
        try {
            Record updated = store.update(key, value, expected, 0);
            assertThat(existing).isNotNull();
            begin();
            assertThat(updated).isEqualTo(put(key, value));
        } catch (ConflictException e) {
            assertThat(e.current()).usingRecursiveComparison().isEqualTo(existing);
        }
    }

    private void delete(Store store, String key, @Nullable Record existing) {
        try {
            Record deleted = store.delete(key, existing == null || random.nextBoolean() ? 0 : existing.modRevision());
            assertThat(existing).isNotNull();
            begin();
            remove(key);
            assertThat(deleted.modRevision()).isEqualTo(revision());
        } catch (ConflictException e) {
            assertThat(existing).isNull();
        }
    }

    /** Deletes one group of keys and puts one key of another, if a third key is absent. */
    private void transact(Store store) {
        String absent = anyKey();
        byte[] value = value();
        TxnResult result = store.txn(
                List.of(Compare.absent(absent)),
                List.of(new Op.Delete("/a/", "/a0"), new Op.Put("/c/2", value, 0)),
                List.of(new Op.Read("/", null, 0, 0)));
        assertThat(result.succeeded()).isEqualTo(!current().containsKey(absent));
        if (result.succeeded()) {
            begin();
            List.copyOf(current().subMap("/a/", "/a0").keySet()).forEach(this::remove);
            put("/c/2", value);
        }
        assertThat(result.revision()).isEqualTo(revision());
    }

    private void compact(Store store) {
        long revision = Math.max(1, revision() - random.nextInt(40));
        store.compact(revision);
        compacted = Math.max(compacted, revision);
    }

    private byte[] value() {
        byte[] value = new byte[random.nextInt(60)];
        random.nextBytes(value);
        return value;
    }

    private void begin() {
        revisions.add(new TreeMap<>(current()));
    }

    private Record put(String key, byte[] value) {
        Record before = current().get(key);
        long version = before == null ? 1 : before.version() + 1;
        Record after =
                new Record(key, value, before == null ? revision() : before.createRevision(), revision(), version, 0);
        current().put(key, after);
        events.add(revision() + " PUT " + key);
        return after;
    }

    private void remove(String key) {
        current().remove(key);
        events.add(revision() + " DELETE " + key);
    }

    /** Compares everything that can be seen of the store. */
    void check(Store store) {
        assertThat(store.revision()).isEqualTo(revision());
        assertThat(store.compactedRevision()).isEqualTo(compacted);
        for (long revision = Math.max(1, compacted); revision <= revision(); revision++) {
            var expected = List.copyOf(revisions.get((int) revision - 1).values());
            Range listed = store.list("", null, 0, revision);
            assertThat(listed.records()).usingRecursiveComparison().isEqualTo(expected);
            assertThat(listed.count()).isEqualTo(expected.size());
        }
        current()
                .forEach((key, record) ->
                        assertThat(store.get(key)).usingRecursiveComparison().isEqualTo(record));
        long from = Math.max(1, compacted);
        if (revision() > 1) {
            try (var watched = new Recorder(store, "", from)) {
                assertThat(watched.awaitRevision(revision()))
                        .isEqualTo(events.stream()
                                .filter(event -> Long.parseLong(event.substring(0, event.indexOf(' '))) >= from)
                                .toList());
            }
        }
    }
}
