/** Clusters inside one JVM, as tests start them: how fast, how large, and what they leave behind. Talks to the embedded API. */
@NullMarked
package io.navarch.bench.clusters;

import org.jspecify.annotations.NullMarked;
