/**
 * The store: keys to bytes on one revision line, with etcd's semantics (compare-and-swap, transactions, ordered watches
 * from any retained revision, compaction, leases).
 *
 * <p>{@link io.navarch.store.Store} is the contract that every engine keeps and that one test suite checks. All calls
 * block and may be made from any thread, virtual threads above all; watch listeners are called on a thread of the
 * store.
 */
@NullMarked
package io.navarch.store;

import org.jspecify.annotations.NullMarked;
