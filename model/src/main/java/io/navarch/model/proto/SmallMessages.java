package io.navarch.model.proto;

import io.navarch.model.Quantity;
import io.navarch.model.QuantityFormatException;
import io.navarch.model.Timestamps;
import io.navarch.model.schema.Schema;
import io.navarch.model.tree.DecodeException;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.JsonWriter;
import io.navarch.model.tree.Struct;
import io.navarch.model.tree.StructType;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The messages of values that are plain text or numbers in JSON. Readers read the rest of their input. */
final class SmallMessages {
    private static final String JSON_SCHEMA =
            "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps";

    /** The time that Go calls zero: the first second of year 1. */
    private static final long ZERO_SECONDS = -62_135_596_800L;

    private static final long LAST_SECONDS = 253_402_300_799L;

    private SmallMessages() {}

    static String quantity(WireInput in) {
        var text = "0";
        while (!in.atEnd()) {
            int tag = in.tag("Quantity");
            if (tag == (1 << 3 | WireInput.BYTES)) {
                text = in.string();
            } else {
                in.skip(tag & 7);
            }
        }
        try {
            return Quantity.parse(text).toString();
        } catch (QuantityFormatException e) {
            throw new DecodeException(String.valueOf(e.getMessage()));
        }
    }

    static @Nullable String time(WireInput in) {
        var instant = instant(in);
        return instant == null ? null : Timestamps.of(instant);
    }

    static @Nullable String microTime(WireInput in) {
        var instant = instant(in);
        return instant == null ? null : Timestamps.ofMicro(instant);
    }

    private static @Nullable Instant instant(WireInput in) {
        if (in.atEnd()) {
            return null;
        }
        long seconds = 0;
        int nanos = 0;
        while (!in.atEnd()) {
            int tag = in.tag("Timestamp");
            switch (tag) {
                case 1 << 3 -> seconds = in.varint();
                case 2 << 3 -> nanos = (int) in.varint();
                default -> in.skip(tag & 7);
            }
        }
        if (seconds < ZERO_SECONDS || seconds > LAST_SECONDS) {
            throw new DecodeException("proto: Timestamp: seconds out of range " + seconds);
        }
        return seconds == ZERO_SECONDS && nanos == 0 ? null : Instant.ofEpochSecond(seconds, nanos);
    }

    static Object intOrString(WireInput in) {
        long type = 0;
        long number = 0;
        var text = "";
        while (!in.atEnd()) {
            int tag = in.tag("IntOrString");
            switch (tag) {
                case 1 << 3 -> type = in.varint();
                case 2 << 3 -> number = (int) in.varint();
                case 3 << 3 | WireInput.BYTES -> text = in.string();
                default -> in.skip(tag & 7);
            }
        }
        return type == 0 ? (Object) number : text;
    }

    static void writeTime(WireOutput out, String text) {
        var instant = Timestamps.instant(text);
        if (instant == null) {
            return;
        }
        out.varint(instant.getNano());
        out.tag(2, WireInput.VARINT);
        out.varint(instant.getEpochSecond());
        out.tag(1, WireInput.VARINT);
    }

    static void writeIntOrString(WireOutput out, Object value) {
        if (value instanceof String text) {
            int size = out.size();
            out.string(text);
            out.wrap(3, size);
        } else {
            out.varint((Long) value);
            out.tag(2, WireInput.VARINT);
        }
        out.varint(value instanceof String ? 1 : 0);
        out.tag(1, WireInput.VARINT);
    }

    static StructType jsonSchema() {
        return Schema.builtIn().type(JSON_SCHEMA);
    }

    /** The struct without its type, as values of schema-less fields are. */
    static Object plain(Struct struct) {
        return JsonReader.any(JsonWriter.bytes(struct));
    }
}
