package io.navarch.apiserver.registry;

import io.navarch.apiserver.watchcache.Encoding;
import io.navarch.apiserver.watchcache.EventType;
import io.navarch.apiserver.watchcache.StoredForm;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.tree.JsonWriter;
import io.navarch.model.tree.Struct;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;

/** Shows objects by way of a tree: converted to another version, or as rows of a table. */
final class TreeEncoding implements Encoding {
    private final StoredForm form;
    private final ServedKind served;
    private final Function<Struct, byte[]> document;

    private TreeEncoding(StoredForm form, ServedKind served, Function<Struct, byte[]> document) {
        this.form = form;
        this.served = served;
        this.document = document;
    }

    /** Objects in a version that differs from the stored one. */
    static TreeEncoding converted(StoredForm form, ServedKind served, Converter converter) {
        return new TreeEncoding(form, served, stored -> JsonWriter.bytes(converter.toServed(stored)));
    }

    /** A table of one row for each object. */
    static TreeEncoding table(
            StoredForm form, ServedKind served, Function<Struct, Struct> conversion, Function<Struct, byte[]> table) {
        return new TreeEncoding(form, served, conversion.andThen(table));
    }

    private byte[] document(byte[] stored, long revision) {
        var object = form.read(stored, revision);
        if (revision == 0) {
            object = Metadata.with(object, Metadata.of(object).withoutResourceVersion());
        }
        return document.apply(object);
    }

    @Override
    public void object(byte[] stored, long revision, List<ByteBuffer> to) {
        to.add(ByteBuffer.wrap(document(stored, revision)));
    }

    @Override
    public byte[] event(EventType type, byte[] stored, long revision) {
        return Frames.event(type, document(stored, revision));
    }

    @Override
    public byte[] bookmark(long revision, boolean initialEventsEnd) {
        return Frames.bookmark(served.apiVersion(), served.definition().kind(), revision, initialEventsEnd);
    }
}
