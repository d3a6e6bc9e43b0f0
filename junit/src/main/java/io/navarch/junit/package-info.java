/**
 * Clusters for JUnit: {@link io.navarch.junit.NavarchTest} on a test class gives it one, {@link io.navarch.junit.Cluster} gives a
 * parameter or field one of its own. Works with JUnit 5.9 and newer and with JUnit 6; calls come from JUnit's threads.
 */
@NullMarked
package io.navarch.junit;

import org.jspecify.annotations.NullMarked;
