package io.navarch.store.mvcc;

import java.time.Duration;

/**
 * A lease as it is stored. When it ends is not part of the state: after a start every lease lasts its whole time again.
 */
public record Lease(long id, Duration ttl) {}
