/** JMH and whole-process loads. */
@NullMarked
package io.navarch.bench;

import org.jspecify.annotations.NullMarked;
