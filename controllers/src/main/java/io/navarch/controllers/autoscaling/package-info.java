/**
 * The horizontal-pod-autoscaler: every 15 seconds each autoscaler reads its metrics over the API, works out how many replicas
 * they ask for, and writes that to its target's scale.
 *
 * <pre>
 *   MetricReader ─▶ MetricEvaluation ─▶ the most that any metric asks for ─▶ ScaleRules ─▶ scale sub-resource
 *                    PodGroups, ReplicaMath                                   stabilisation, rates, bounds
 * </pre>
 *
 * All but the reader and the reconciler is pure logic. What was recommended and done before is remembered per autoscaler for the
 * time that its rules look back, and touched by the worker of that autoscaler alone.
 */
@NullMarked
package io.navarch.controllers.autoscaling;

import org.jspecify.annotations.NullMarked;
