/** What pods find mounted: their volumes, made on the node before their containers start, kept current, and taken away. */
@NullMarked
package io.navarch.kubelet.volume;

import org.jspecify.annotations.NullMarked;
