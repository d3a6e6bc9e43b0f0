/** CronJobs: a Job at each time of a schedule. One loop; pure logic in {@link io.navarch.controllers.cronjob.CronSchedule}. */
@NullMarked
package io.navarch.controllers.cronjob;

import org.jspecify.annotations.NullMarked;
