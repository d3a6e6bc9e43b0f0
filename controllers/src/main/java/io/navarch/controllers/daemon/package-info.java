/**
 * DaemonSets: one pod on every node that suits. The reconciler reads the set, its pods and the nodes, decides ({@link
 * io.navarch.controllers.daemon.DaemonPlan}, {@link io.navarch.controllers.daemon.DaemonRollout}) and creates and deletes.
 */
@NullMarked
package io.navarch.controllers.daemon;

import org.jspecify.annotations.NullMarked;
