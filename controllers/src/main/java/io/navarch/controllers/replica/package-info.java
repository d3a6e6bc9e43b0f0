/** Keeps ReplicaSets and ReplicationControllers at their wanted size. One loop of workers per kind, over shared informers. */
@NullMarked
package io.navarch.controllers.replica;

import org.jspecify.annotations.NullMarked;
