/**
 * The protocols of kubectl exec and attach: one command's streams, its terminal size and its end, over SPDY streams or
 * WebSocket channels. {@link io.navarch.streaming.remotecommand.RemoteCommandStreams} is the side that runs the command,
 * {@link io.navarch.streaming.remotecommand.RemoteCommand} the side that asked for it, and
 * {@link io.navarch.streaming.remotecommand.StreamTranslator} joins the two in the API server.
 *
 * <p>Connections are read on virtual threads of their own; streams are blocking, for virtual threads of the caller.
 */
@NullMarked
package io.navarch.streaming.remotecommand;

import org.jspecify.annotations.NullMarked;
