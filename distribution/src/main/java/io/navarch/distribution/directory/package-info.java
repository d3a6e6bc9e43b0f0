/**
 * The data directory: everything a cluster keeps on disk, and the record of the process that runs it. One process at a time
 * holds it; other commands read the record.
 */
@NullMarked
package io.navarch.distribution.directory;

import org.jspecify.annotations.NullMarked;
