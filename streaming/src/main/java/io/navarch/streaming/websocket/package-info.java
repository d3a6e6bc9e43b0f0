/**
 * WebSockets (RFC 6455), both roles, after the HTTP upgrade; the numbered channels that Kubernetes' sub-protocols put
 * into their messages; and a byte pair over binary messages. A WebSocket has no thread of its own: whoever calls
 * {@code receive} reads, and answers pings by the way.
 */
@NullMarked
package io.navarch.streaming.websocket;

import org.jspecify.annotations.NullMarked;
