package io.navarch.apiserver.watchcache;

import java.util.Map;

/**
 * An object as it lies in the store, with what selectors ask for beside it.
 *
 * @param key its key in the store
 * @param json its bytes in {@link StoredForm}; shared with the store, never to be changed
 * @param revision its resource version
 * @param fields the values of the kind's selectable fields, in their order
 */
@SuppressWarnings("ArrayRecordComponent")
public record CachedObject(String key, byte[] json, long revision, Map<String, String> labels, String[] fields) {
    /** The last part of the key. */
    public String name() {
        return key.substring(key.lastIndexOf('/') + 1);
    }

    /** The part of the key before the name; the namespace if the resource has them. */
    public String namespace() {
        int slash = key.lastIndexOf('/');
        return key.substring(key.lastIndexOf('/', slash - 1) + 1, slash);
    }

    CachedObject at(long otherRevision) {
        return new CachedObject(key, json, otherRevision, labels, fields);
    }
}
