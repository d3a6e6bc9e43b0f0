/**
 * The scheduler: gives each pending pod a node. One thread owns all of its state ({@link io.navarch.scheduler.state}, {@link
 * io.navarch.scheduler.queue}); what happens in the cluster reaches it as messages, and bindings are written on virtual
 * threads whose outcome is a message too. It talks to nothing but the API.
 */
@NullMarked
package io.navarch.scheduler;

import org.jspecify.annotations.NullMarked;
