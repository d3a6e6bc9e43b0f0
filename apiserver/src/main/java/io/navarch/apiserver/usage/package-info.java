/**
 * {@code metrics.k8s.io}: what nodes and pods use, as metrics-server tells it. Runs on the threads of requests and does nothing
 * unless somebody asks; talks to kubelets, whose {@code /stats/summary} it reads.
 */
@NullMarked
package io.navarch.apiserver.usage;

import org.jspecify.annotations.NullMarked;
