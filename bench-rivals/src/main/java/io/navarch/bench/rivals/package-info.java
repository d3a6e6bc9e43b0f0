/** What {@code navarch bench mock} runs in JVMs of its own: a cluster in a test and fabric8's mock server, both with fabric8's client. */
@NullMarked
package io.navarch.bench.rivals;

import org.jspecify.annotations.NullMarked;
