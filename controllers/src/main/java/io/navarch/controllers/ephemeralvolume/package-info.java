/**
 * The ephemeral-volume controller: makes for each ephemeral volume of a pod the claim that its template describes, owned by the
 * pod and gone with it. Workers reconcile pods over the shared informers.
 */
@NullMarked
package io.navarch.controllers.ephemeralvolume;

import org.jspecify.annotations.NullMarked;
