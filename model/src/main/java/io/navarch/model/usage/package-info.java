/**
 * What objects take: the resources of whole pods, their class of service, and what quotas count of an object. Pure logic over
 * views, shared by admission, the quota controller and whoever weighs pods.
 */
@NullMarked
package io.navarch.model.usage;

import org.jspecify.annotations.NullMarked;
