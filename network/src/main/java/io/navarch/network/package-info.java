/** Service proxy, overlay, cluster DNS. */
@NullMarked
package io.navarch.network;

import org.jspecify.annotations.NullMarked;
