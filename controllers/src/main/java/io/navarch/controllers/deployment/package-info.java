/**
 * Deployments: one ReplicaSet per revision of the pod template, rolled from the old to the new. The reconciler reads the
 * Deployment and its sets, decides the wanted size of each ({@link io.navarch.controllers.deployment.RollingUpdate}, {@link
 * io.navarch.controllers.deployment.ProportionalScaling}) and writes what differs.
 */
@NullMarked
package io.navarch.controllers.deployment;

import org.jspecify.annotations.NullMarked;
