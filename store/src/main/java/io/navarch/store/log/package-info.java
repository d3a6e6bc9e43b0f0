/**
 * The embedded engine: the state in memory, and a log of steps on disk from which it is built again.
 *
 * <pre>
 *   DIR/lock                          held as long as the store is open
 *   DIR/0000000000000000001.log       steps from that serial on, one frame per group commit
 *   DIR/0000000000000048213.log       the newest segment: the only one written to
 *   DIR/0000000000000048100.snapshot  the state after that step; older segments and snapshots are removed
 * </pre>
 *
 * <p>The thread {@code store-commit} alone works writes out, appends them, and publishes them when they are on disk. A
 * snapshot is made of the oldest retained revision (an image that nobody changes, so writers go on) by a thread of its
 * own; so the whole history that watchers and lists may ask for survives a restart. It talks to the file system only.
 */
@NullMarked
package io.navarch.store.log;

import org.jspecify.annotations.NullMarked;
