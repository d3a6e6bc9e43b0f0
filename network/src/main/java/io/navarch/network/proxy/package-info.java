/**
 * The service proxy: makes the virtual addresses and node ports of Services lead to their endpoints, by iptables rules in a
 * node's network, as kube-proxy's iptables mode does. {@link io.navarch.network.proxy.RuleSet} computes all rules from the
 * objects, pure logic; one worker per node applies what has changed, in one transaction per table, with
 * {@code iptables-restore}.
 */
@NullMarked
package io.navarch.network.proxy;

import org.jspecify.annotations.NullMarked;
