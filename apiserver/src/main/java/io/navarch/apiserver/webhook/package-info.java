/**
 * Programs outside the server that have a say in what it does: admission webhooks, and the client that calls them (conversion
 * webhooks are called by it too). The registered webhooks are mirrored from the store, on the store's watch thread; calls are
 * made on request threads, which block until the answer is there. Talks to webhooks over HTTPS, with connections that are kept.
 */
@NullMarked
package io.navarch.apiserver.webhook;

import org.jspecify.annotations.NullMarked;
