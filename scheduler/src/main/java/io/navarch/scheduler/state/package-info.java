/** What the scheduler knows of nodes and the pods on them. Owned by the scheduler's thread; nothing here is thread-safe. */
@NullMarked
package io.navarch.scheduler.state;

import org.jspecify.annotations.NullMarked;
