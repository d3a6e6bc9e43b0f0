/**
 * What a test puts into the containers of the simulated engine: programs, servers, processes. One {@link
 * io.navarch.embedded.engine.ClusterEngine} holds what was said; each node has a {@link
 * io.navarch.embedded.engine.NodeEngine} that does it for the containers that start there. Programs run on virtual threads of
 * their own.
 */
@NullMarked
package io.navarch.embedded.engine;

import org.jspecify.annotations.NullMarked;
