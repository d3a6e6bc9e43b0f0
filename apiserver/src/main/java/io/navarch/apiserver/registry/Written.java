package io.navarch.apiserver.registry;

/**
 * What a write left behind.
 *
 * @param json the object in stored form
 * @param revision its resource version; 0 if it was not stored
 */
@SuppressWarnings("ArrayRecordComponent")
record Written(byte[] json, long revision) {}
