package io.navarch.kubelet.cri;

import java.io.InputStream;
import java.io.OutputStream;

/**
 * The ends of one exec, attach or port-forward session that an engine within this process reads and writes. A stream
 * that was not asked for is at its end (input) or swallows what is written (output). A port-forward session is one
 * connection to one port: its bytes are {@code stdin} and {@code stdout}.
 *
 * @param port the pod's port of a port-forward, else 0
 */
public record SessionStreams(InputStream stdin, OutputStream stdout, OutputStream stderr, int port) {}
