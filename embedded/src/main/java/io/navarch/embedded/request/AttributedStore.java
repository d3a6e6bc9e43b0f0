package io.navarch.embedded.request;

import io.navarch.embedded.RequestRecord;
import io.navarch.embedded.request.RequestLog.LoggedRequest;
import io.navarch.store.Compare;
import io.navarch.store.Op;
import io.navarch.store.Range;
import io.navarch.store.Record;
import io.navarch.store.Store;
import io.navarch.store.TxnResult;
import io.navarch.store.Watch;
import io.navarch.store.WatchListener;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** A store that notes which request wrote each of the last revisions. Thread-safe. */
public final class AttributedStore implements Store {
    private final Store store;
    private final RequestLog log;
    private final AtomicReferenceArray<@Nullable Write> writes;

    private record Write(long revision, LoggedRequest request) {}

    /** @param revisions how many are remembered */
    public AttributedStore(Store store, RequestLog log, int revisions) {
        this.store = store;
        this.log = log;
        this.writes = new AtomicReferenceArray<>(revisions);
    }

    /** The request that wrote the revision; empty if none did (a lease has ended) or it is too long ago. */
    public Optional<RequestRecord> author(long revision) {
        var write = writes.get((int) (revision % writes.length()));
        return write != null && write.revision == revision ? Optional.of(write.request.toRecord()) : Optional.empty();
    }

    private void note(long revision) {
        log.current()
                .ifPresent(request -> writes.set((int) (revision % writes.length()), new Write(revision, request)));
    }

    private Record noted(Record record) {
        note(record.modRevision());
        return record;
    }

    @Override
    public Record create(String key, byte[] value, long leaseId) {
        return noted(store.create(key, value, leaseId));
    }

    @Override
    public Record update(String key, byte[] value, long expectedModRevision, long leaseId) {
        return noted(store.update(key, value, expectedModRevision, leaseId));
    }

    @Override
    public Record delete(String key, long expectedModRevision) {
        return noted(store.delete(key, expectedModRevision));
    }

    @Override
    public TxnResult txn(List<Compare> compares, List<Op> success, List<Op> failure) {
        var result = store.txn(compares, success, failure);
        note(result.revision());
        return result;
    }

    @Override
    public long revision() {
        return store.revision();
    }

    @Override
    public long compactedRevision() {
        return store.compactedRevision();
    }

    @Override
    public @Nullable Record get(String key) {
        return store.get(key);
    }

    @Override
    public Range list(String prefix, @Nullable String startKey, int limit, long revision) {
        return store.list(prefix, startKey, limit, revision);
    }

    @Override
    public Range range(String from, @Nullable String to, int limit, long revision) {
        return store.range(from, to, limit, revision);
    }

    @Override
    public Watch watch(String prefix, long fromRevision, WatchListener listener) {
        return store.watch(prefix, fromRevision, listener);
    }

    @Override
    public void compact(long revision) {
        store.compact(revision);
    }

    @Override
    public long grantLease(Duration ttl) {
        return store.grantLease(ttl);
    }

    @Override
    public boolean keepAliveLease(long id) {
        return store.keepAliveLease(id);
    }

    @Override
    public boolean revokeLease(long id) {
        return store.revokeLease(id);
    }

    @Override
    public long sizeBytes() {
        return store.sizeBytes();
    }

    @Override
    public void snapshot(OutputStream to) throws IOException {
        store.snapshot(to);
    }

    @Override
    public void close() {
        store.close();
    }
}
