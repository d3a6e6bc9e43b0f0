/** Leader election by Lease: of several like components one works, the others wait. Runs on a virtual thread of its own. */
@NullMarked
package io.navarch.client.election;

import org.jspecify.annotations.NullMarked;
