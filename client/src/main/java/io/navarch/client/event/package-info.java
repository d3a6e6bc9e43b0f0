/**
 * Tells people what a component did, as Event objects. A recorder takes events from any thread and writes them on one virtual
 * thread of its own, so that no caller ever waits for it.
 */
@NullMarked
package io.navarch.client.event;

import org.jspecify.annotations.NullMarked;
