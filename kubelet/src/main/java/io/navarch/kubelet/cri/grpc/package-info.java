/**
 * The container runtime contract over gRPC on a unix socket: containerd, CRI-O or any engine that speaks CRI v1. Calls
 * run on the caller's thread; one daemon thread of Netty moves the bytes. Nothing connects before the first call.
 */
@NullMarked
package io.navarch.kubelet.cri.grpc;

import org.jspecify.annotations.NullMarked;
