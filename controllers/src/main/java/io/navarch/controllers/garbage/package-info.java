/**
 * The garbage collector: deletes objects whose owners are gone, and carries out foreground and orphaning deletion. It follows
 * the metadata of all deletable resources in a {@link io.navarch.controllers.garbage.OwnerGraph}; one loop works on its
 * objects.
 */
@NullMarked
package io.navarch.controllers.garbage;

import org.jspecify.annotations.NullMarked;
