/**
 * The endpointslice-mirroring controller: Endpoints that users write for services without selector are shown as slices too, so that
 * proxies need to read slices only. Workers reconcile services over the shared informers; what slices there should be is worked
 * out in {@link io.navarch.controllers.endpointmirror.MirroredSlices}.
 */
@NullMarked
package io.navarch.controllers.endpointmirror;

import org.jspecify.annotations.NullMarked;
