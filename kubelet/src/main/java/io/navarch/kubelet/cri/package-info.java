/**
 * The container runtime contract: what the node agent asks of a container engine, as blocking calls over plain records
 * (the CRI v1 protocol without its encoding). {@code cri.grpc} talks to a real engine over a unix socket,
 * {@code cri.simulated} is an engine in memory, {@code cri.containerd} runs a private containerd, {@code cri.log} reads
 * container logs. Any thread may call; nothing here knows of pods as API objects.
 */
@NullMarked
package io.navarch.kubelet.cri;

import org.jspecify.annotations.NullMarked;
