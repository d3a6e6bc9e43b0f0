/**
 * StatefulSets: pods with names, claims and an order. The reconciler reads the set, its pods and revisions, decides ({@link
 * io.navarch.controllers.statefulset.StatefulPlan}) and carries that out; names make every step repeatable.
 */
@NullMarked
package io.navarch.controllers.statefulset;

import org.jspecify.annotations.NullMarked;
