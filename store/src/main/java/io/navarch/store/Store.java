package io.navarch.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keys to values on one revision line, with etcd's semantics.
 *
 * <p>Every successful write takes the next revision (several changes of one transaction share one), and a new store
 * stands at revision 1. A write returns when it is durable; readers and watchers see it only then, and all of them in
 * the order of revisions. Keys are ordered by their characters. Values are handed over, not copied: neither caller nor
 * store may change an array once it was passed in or out, and {@code get}, {@code list} and watches give the same array
 * instance.
 *
 * <p>Thread-safe. Reads never wait for a disk. Every method throws {@link StoreClosedException} after {@link #close},
 * and a write that could not be made durable throws {@link WriteFailedException} and has changed nothing.
 */
public interface Store extends AutoCloseable {

    /** The revision of the newest durable write; 1 for a new store. */
    long revision();

    /** The oldest revision that can still be listed and watched from; 0 as long as nothing was compacted. */
    long compactedRevision();

    /** The current record of {@code key}, or null. */
    @Nullable
    Record get(String key);

    /**
     * Records whose key begins with {@code prefix}, in key order.
     *
     * @param startKey the first key wanted (for the following pages of a list), or null to begin with the prefix
     * @param limit the largest number of records wanted, 0 for all
     * @param revision the revision to look at, 0 for the current one
     * @throws CompactedException when {@code revision} is older than {@link #compactedRevision}
     * @throws FutureRevisionException when {@code revision} is newer than {@link #revision}
     */
    Range list(String prefix, @Nullable String startKey, int limit, long revision);

    /** Like {@link #list}, for the keys from {@code from} to before {@code to}; null reaches to the last key. */
    Range range(String from, @Nullable String to, int limit, long revision);

    /**
     * Writes a key that does not exist.
     *
     * @param leaseId the lease at whose end the key is deleted, 0 for none
     * @throws KeyExistsException with the current record
     * @throws LeaseNotFoundException when there is no such lease
     */
    Record create(String key, byte[] value, long leaseId);

    /**
     * Replaces the value of a key that was last changed at {@code expectedModRevision}.
     *
     * @throws ConflictException with the current record, or with null when there is none
     * @throws LeaseNotFoundException when there is no such lease
     */
    Record update(String key, byte[] value, long expectedModRevision, long leaseId);

    /**
     * Deletes a key.
     *
     * @param expectedModRevision the revision it was last changed at, 0 for whatever it is
     * @return the record that was deleted, with the revision of the deletion as its {@code modRevision}
     * @throws ConflictException with the current record, or with null when there is none
     */
    Record delete(String key, long expectedModRevision);

    /**
     * Performs {@code success} when all of {@code compares} hold, else {@code failure}, as one revision.
     *
     * @throws IllegalArgumentException when the chosen operations change one key twice
     * @throws LeaseNotFoundException when a lease named by a put does not exist
     */
    TxnResult txn(List<Compare> compares, List<Op> success, List<Op> failure);

    /**
     * Tells {@code listener} every change of a key under {@code prefix} with a revision of at least {@code
     * fromRevision}, each exactly once and in order. A {@code fromRevision} of 0 means everything after the call; one
     * in the future waits for it.
     *
     * @throws CompactedException when {@code fromRevision} is older than {@link #compactedRevision}
     */
    Watch watch(String prefix, long fromRevision, WatchListener listener);

    /**
     * Forgets the history before {@code revision}; what was current at {@code revision} stays readable at it. Going
     * back is no error and does nothing.
     *
     * @throws FutureRevisionException when {@code revision} is newer than {@link #revision}
     */
    void compact(long revision);

    /** Makes a lease that ends {@code ttl} from now unless it is kept alive, and returns its id (never 0). */
    long grantLease(Duration ttl);

    /** Lets a lease last its whole time to live again; false when there is no such lease (any more). */
    boolean keepAliveLease(long id);

    /** Ends a lease now and deletes its keys in one revision; false when there is no such lease. */
    boolean revokeLease(long id);

    /** How much room the store takes: on disk where it has one, else the current keys and values. */
    long sizeBytes();

    /** Writes the current state in a form that an engine can be restored from; writers go on meanwhile. */
    void snapshot(OutputStream to) throws IOException;

    /** Writes a {@linkplain #snapshot(OutputStream) snapshot} to a new file. */
    default void snapshot(Path file) throws IOException {
        try (OutputStream to = Files.newOutputStream(file)) {
            snapshot(to);
        }
    }

    /** Ends watches and refuses further calls. Writes under way are finished first. */
    @Override
    void close();
}
