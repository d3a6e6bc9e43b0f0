/**
 * Jobs: pods that run to completion, each counted exactly once. A pod carries a finalizer until its end is in the Job's status
 * ({@link io.navarch.controllers.job.PodTally}); the reconciler decides what is missing and whether the Job has ended ({@link
 * io.navarch.controllers.job.JobVerdict}).
 */
@NullMarked
package io.navarch.controllers.job;

import org.jspecify.annotations.NullMarked;
