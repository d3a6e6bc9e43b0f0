/**
 * The disruption controller: counts for every PodDisruptionBudget how many of its pods may be disrupted. Workers reconcile
 * budgets over the shared informers; the sizes of owners of other kinds come from their scale sub-resource. The arithmetic is in
 * {@link io.navarch.controllers.disruption.BudgetCount} and touches nothing.
 */
@NullMarked
package io.navarch.controllers.disruption;

import org.jspecify.annotations.NullMarked;
