/**
 * Requests that the server passes on to where the object is: logs, exec, attach, port-forward and proxy of pods, proxy of nodes
 * and services. Runs on the request's thread, which stays busy as long as the stream lasts; talks to kubelets with the server's
 * own certificate.
 */
@NullMarked
package io.navarch.apiserver.proxy;

import org.jspecify.annotations.NullMarked;
