/**
 * The service proxy in iptables mode: the addresses of services are translated to those of their pods by the kernel. The whole
 * rule set is computed from services and endpoint slices ({@link io.navarch.network.proxy.RuleSet}, pure logic) and put in
 * place at once with {@code iptables-restore}; one worker per node does so whenever something changed.
 */
@NullMarked
package io.navarch.network.proxy;

import org.jspecify.annotations.NullMarked;
