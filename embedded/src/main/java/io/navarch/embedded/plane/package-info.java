/** The control plane of one process: API server, controllers and scheduler, wired over one informer cache. */
@NullMarked
package io.navarch.embedded.plane;

import org.jspecify.annotations.NullMarked;
