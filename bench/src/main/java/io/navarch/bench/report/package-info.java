/** What was measured, and the table that sets it beside upstream's figures. No threads of its own. */
@NullMarked
package io.navarch.bench.report;

import org.jspecify.annotations.NullMarked;
