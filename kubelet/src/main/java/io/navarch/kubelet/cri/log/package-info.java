/**
 * Reading the log files that engines write, in the CRI log format. The reader's thread does the reading; following polls
 * the file, whose writer is another process.
 */
@NullMarked
package io.navarch.kubelet.cri.log;

import org.jspecify.annotations.NullMarked;
