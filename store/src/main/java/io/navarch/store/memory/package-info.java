/** The store without a disk, for tests and embedded clusters. Writes run on their callers' threads, one at a time. */
@NullMarked
package io.navarch.store.memory;

import org.jspecify.annotations.NullMarked;
