/**
 * The persistentvolume-binder: gives claims volumes, existing ones or, for classes of {@link
 * io.navarch.controllers.volume.HostPathProvisioner}, new ones, and takes back the volumes of claims that are gone.
 *
 * <pre>
 *   claim:   Pending ──▶ Bound ──▶ Lost            its volume is gone
 *   volume:  Available ──▶ Bound ──▶ Released ──▶ gone, kept, or Failed
 * </pre>
 *
 * Workers reconcile claims and volumes over the shared informers; binding writes the volume first and the claim last, so that
 * every step can be taken up again after a fault.
 */
@NullMarked
package io.navarch.controllers.volume;

import org.jspecify.annotations.NullMarked;
