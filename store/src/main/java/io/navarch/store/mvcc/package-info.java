/**
 * What both engines share: the state of the store as an immutable image per revision, how a write turns one image into
 * the next, the retained history, watches and leases.
 *
 * <p>One writer at a time (the engine says which thread) makes a {@link io.navarch.store.mvcc.Draft} on the newest
 * image, has the resulting {@link io.navarch.store.mvcc.Step} made durable, and publishes it to the {@link
 * io.navarch.store.mvcc.History}; to undo a write that could not be made durable is to forget its image. Readers take
 * an image and never wait. One thread, {@code store-watch}, tells the watches.
 */
@NullMarked
package io.navarch.store.mvcc;

import org.jspecify.annotations.NullMarked;
