package io.navarch.apiserver.watchcache;

import java.lang.ref.SoftReference;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An object as it lies in the store, with what selectors ask for beside it, and with its last other encoding while there is
 * memory for it. Thread-safe.
 */
public final class CachedObject {
    private final String key;
    private final byte[] json;
    private final long revision;
    private final Map<String, String> labels;
    private final String[] fields;
    private volatile @Nullable Encoded encoded;

    /** What an encoding made of the object. */
    private static final class Encoded extends SoftReference<byte[]> {
        private final Encoding by;

        Encoded(Encoding by, byte[] bytes) {
            super(bytes);
            this.by = by;
        }
    }

    /**
     * @param key its key in the store
     * @param json its bytes in {@link StoredForm}; shared with the store, never to be changed
     * @param revision its resource version
     * @param fields the values of the kind's selectable fields, in their order
     */
    public CachedObject(String key, byte[] json, long revision, Map<String, String> labels, String[] fields) {
        this.key = key;
        this.json = json;
        this.revision = revision;
        this.labels = labels;
        this.fields = fields;
    }

    public String key() {
        return key;
    }

    /** Its bytes in {@link StoredForm}; never to be changed. */
    public byte[] json() {
        return json;
    }

    public long revision() {
        return revision;
    }

    public Map<String, String> labels() {
        return labels;
    }

    /** The values of the kind's selectable fields; never to be changed. */
    public String[] fields() {
        return fields;
    }

    /** The last part of the key. */
    public String name() {
        return key.substring(key.lastIndexOf('/') + 1);
    }

    /** The part of the key before the name; the namespace if the resource has them. */
    public String namespace() {
        int slash = key.lastIndexOf('/');
        return key.substring(key.lastIndexOf('/', slash - 1) + 1, slash);
    }

    /** The object in that encoding: what is kept of it, or what is made and kept from now on. Never to be changed. */
    public byte[] encoded(Encoding by, Supplier<byte[]> maker) {
        var known = encoded;
        if (known != null && known.by == by) {
            var bytes = known.get();
            if (bytes != null) {
                return bytes;
            }
        }
        var made = maker.get();
        encoded = new Encoded(by, made);
        return made;
    }

    CachedObject at(long otherRevision) {
        return new CachedObject(key, json, otherRevision, labels, fields);
    }
}
