package io.navarch.apiserver.watchcache;

/** What an event says of an object, seen through a selection. */
public enum EventType {
    ADDED,
    MODIFIED,
    DELETED
}
