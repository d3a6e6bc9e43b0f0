/**
 * The current objects of each resource as the bytes that lie in the store, the newest changes, and whoever watches them.
 * Fed by the store on the store's own thread, which only queues references; everything is encoded by the threads that read,
 * once for all readers of the same form. Nothing here builds a tree.
 */
@NullMarked
package io.navarch.apiserver.watchcache;

import org.jspecify.annotations.NullMarked;
