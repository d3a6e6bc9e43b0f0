/** What every daemon needs: clocks, work queue, back-off, metrics, health, logging. */
@NullMarked
package io.navarch.runtime;

import org.jspecify.annotations.NullMarked;
