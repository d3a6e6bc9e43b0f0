/**
 * What real kubectls of several versions say to a cluster in this process, command by command, against recorded scripts. Runs
 * on the test's thread; needs kubectl and bash, no container engine and no root.
 */
@NullMarked
package io.navarch.systemtests.kubectl;

import org.jspecify.annotations.NullMarked;
