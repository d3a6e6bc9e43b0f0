package io.navarch.store.mvcc;

import io.navarch.store.Range;
import io.navarch.store.Record;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything the store holds at one moment, but for its history: an immutable image.
 *
 * @param serial how many steps led here; unlike the revision it also counts leases and compactions
 * @param attachments the keys of leases: {@link #attachment lease and key} to key
 * @param bytes the length of all current keys and values
 */
public record State(
        long serial,
        long revision,
        long compacted,
        SortedTree<Record> records,
        SortedTree<Lease> leases,
        SortedTree<String> attachments,
        long bytes) {

    /** A new store. It begins at revision 1, as etcd does. */
    public static State initial() {
        return new State(0, 1, 0, SortedTree.empty(), SortedTree.empty(), SortedTree.empty(), 0);
    }

    /** A state without history before it. */
    public static State restored(long serial, long revision, SortedTree<Record> records, List<Lease> leaseList) {
        SortedTree<Lease> leases = SortedTree.empty();
        for (Lease lease : leaseList) {
            leases = leases.with(leaseKey(lease.id()), lease);
        }
        List<String> attached = new ArrayList<>();
        long[] bytes = {0};
        records.visit("", null, record -> {
            bytes[0] += record.key().length() + record.value().length;
            if (record.leaseId() != 0) {
                attached.add(attachment(record.leaseId(), record.key()));
            }
            return true;
        });
        SortedTree<String> attachments = SortedTree.empty();
        for (String attachment : attached) {
            attachments = attachments.with(
                    attachment, attachment.substring(leaseKey(0).length()));
        }
        return new State(serial, revision, revision, records, leases, attachments, bytes[0]);
    }

    /** The same without the memory of what can still be read of the time before it. */
    public State withoutHistory() {
        return new State(serial, revision, revision, records, leases, attachments, bytes);
    }

    /** What a list of this state gives. */
    Range range(String from, @Nullable String to, int limit) {
        List<Record> found = records.values(from, to, limit);
        long count = limit > 0 && found.size() == limit ? records.count(from, to) : found.size();
        return new Range(found, count > found.size(), count, revision);
    }

    @Nullable
    Lease lease(long id) {
        return leases.get(leaseKey(id));
    }

    /** The keys that are deleted when a lease ends. */
    List<String> attachedTo(long leaseId) {
        String prefix = leaseKey(leaseId);
        return attachments.values(prefix, KeyRange.endOfPrefix(prefix), 0);
    }

    static String leaseKey(long id) {
        return HexFormat.of().toHexDigits(id);
    }

    static String attachment(long leaseId, String key) {
        return leaseKey(leaseId) + key;
    }
}
