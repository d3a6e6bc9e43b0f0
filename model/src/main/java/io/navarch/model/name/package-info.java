/**
 * What names and other short texts must look like: DNS labels, qualified names, ports, percentages, time stamps, with
 * upstream's words for each fault. Pure functions, any thread.
 */
@NullMarked
package io.navarch.model.name;

import org.jspecify.annotations.NullMarked;
