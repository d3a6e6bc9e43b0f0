package io.navarch.model.proto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.navarch.model.Quantity;
import io.navarch.model.Timestamps;
import io.navarch.model.schema.Schema;
import io.navarch.model.tree.DecodeException;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.FieldType;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.JsonWriter;
import io.navarch.model.tree.RawJson;
import io.navarch.model.tree.Struct;
import io.navarch.model.tree.StructType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Every type of the schema, with random values: what is written is read back, and what is damaged is refused. */
class RoundTripTest {
    private static final long SEED = 20_260_101;
    private final Random random = new Random(SEED);

    @Test
    void readsBackWhatItWrote() {
        for (var name : Schema.builtIn().names()) {
            var type = Schema.builtIn().type(name);
            if (!Messages.has(type)) {
                continue;
            }
            for (int i = 0; i < 3; i++) {
                var object = struct(type, 3);
                var bytes = ProtoWriter.bytes(object);
                var back = ProtoReader.struct(type, bytes, 0, bytes.length);
                assertThat(back).as("%s, seed %d", name, SEED).isEqualTo(object);
            }
        }
    }

    @Test
    void readsBackDocuments() {
        var type = Schema.builtIn().type("io.k8s.api.core.v1.Pod");
        var pod = struct(type, 5).with("apiVersion", "v1").with("kind", "Pod");
        assertThat(Envelope.of(Envelope.document(pod)).object(type)).isEqualTo(pod);
        var message = ProtoWriter.bytes(pod);
        var head = Envelope.head("v1", "Pod", message.length);
        var both = java.util.Arrays.copyOf(head, head.length + message.length);
        System.arraycopy(message, 0, both, head.length, message.length);
        assertThat(both).isEqualTo(Envelope.document(pod));
    }

    @Test
    void survivesDamage() {
        var type = Schema.builtIn().type("io.k8s.api.core.v1.Pod");
        for (int i = 0; i < 1000; i++) {
            var bytes = ProtoWriter.bytes(struct(type, 3));
            int length = bytes.length;
            if (length == 0) {
                continue;
            }
            if (random.nextBoolean()) {
                length = random.nextInt(length);
            } else {
                bytes[random.nextInt(length)] = (byte) random.nextInt();
            }
            int end = length;
            assertThatCode(() -> read(type, bytes, end)).doesNotThrowAnyException();
        }
    }

    private static void read(StructType type, byte[] bytes, int length) {
        try {
            JsonWriter.bytes(ProtoReader.struct(type, bytes, 0, length));
        } catch (DecodeException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Test
    void everyListHasItsItemsInTheSamePlace() {
        for (var name : Schema.builtIn().names()) {
            var type = Schema.builtIn().type(name);
            if (name.endsWith("List")
                    && Messages.has(type)
                    && type.field("items") != null
                    && type.field("kind") != null) {
                var layout = Messages.of(type);
                assertThat(layout.member(1)).as(name).isInstanceOfSatisfying(Member.Value.class, member -> assertThat(
                                member.field().name())
                        .isEqualTo("metadata"));
                assertThat(layout.member(2)).as(name).isInstanceOfSatisfying(Member.Value.class, member -> assertThat(
                                member.field().name())
                        .isEqualTo("items"));
            }
        }
    }

    /** A struct of values that the wire can tell from unset ones. */
    private Struct struct(StructType type, int depth) {
        var values = new Object[type.fields().size()];
        fill(values, Messages.of(type), depth);
        return Struct.of(type, values);
    }

    private void fill(Object[] values, Layout layout, int depth) {
        for (var member : layout.ordered()) {
            switch (member) {
                case Member.Group group -> fill(values, group.layout(), depth);
                case Member.Value value -> {
                    if (random.nextInt(3) > 0 && depth > 0) {
                        values[value.field().number()] = value(value.field().type(), value, depth);
                    }
                }
            }
        }
    }

    private Object value(FieldType type, Member.Value member, int depth) {
        return switch (type.kind()) {
            case STRING -> (member.keepsZero() && random.nextInt(3) == 0) ? "" : text();
            case BYTES -> Base64.getEncoder().encodeToString(text().getBytes(StandardCharsets.UTF_8));
            case INT32 -> member.keepsZero() && random.nextBoolean() ? 0L : (long) (random.nextInt() | 1);
            case INT64 -> member.keepsZero() && random.nextBoolean() ? 0L : random.nextLong() | 1;
            case NUMBER -> random.nextDouble() + 1;
            case BOOLEAN -> !member.keepsZero() || random.nextBoolean();
            case QUANTITY -> Quantity.parse(random.nextInt(5000) + "m").toString();
            case TIME -> Timestamps.of(instant());
            case MICRO_TIME -> Timestamps.ofMicro(instant());
            case INT_OR_STRING -> random.nextBoolean() ? (Object) (long) random.nextInt() : text();
            case STRUCT -> struct(Objects.requireNonNull(type.struct()), depth - 1);
            case LIST -> {
                var list = new ArrayList<>();
                for (int i = random.nextInt(3); i >= 0; i--) {
                    list.add(value(Objects.requireNonNull(type.element()), member, depth));
                }
                yield java.util.List.copyOf(list);
            }
            case MAP -> {
                var map = Dict.builder();
                for (int i = random.nextInt(3); i >= 0; i--) {
                    map.put(text(), value(Objects.requireNonNull(type.element()), member, depth));
                }
                yield map.build();
            }
            case ANY -> any(member, depth);
        };
    }

    private Object any(Member.Value member, int depth) {
        return switch (member.wrapping()) {
            case SCHEMA_OR_BOOL -> random.nextBoolean() ? (Object) random.nextBoolean() : schema(depth);
            case SCHEMA_OR_ARRAY ->
                random.nextBoolean() ? java.util.List.of(schema(depth), schema(depth)) : schema(depth);
            case SCHEMA_OR_STRINGS -> random.nextBoolean() ? java.util.List.of(text(), "") : schema(depth);
            case NONE, JSON, ITEMS -> {
                var json = ("{\"a\":[1,2.5,\"" + random.nextInt(9) + "\",null]}").getBytes(StandardCharsets.UTF_8);
                yield member.field().raw() ? new RawJson(json) : JsonReader.any(json);
            }
        };
    }

    private Object schema(int depth) {
        return SmallMessages.plain(struct(SmallMessages.jsonSchema(), Math.min(2, depth - 1)));
    }

    private Instant instant() {
        return Instant.ofEpochSecond(random.nextInt(2_000_000_000), random.nextInt(1_000_000) * 1000L);
    }

    private String text() {
        return switch (random.nextInt(4)) {
            case 0 -> "ü€😀" + random.nextInt(10);
            case 1 -> "x".repeat(1 + random.nextInt(200));
            default -> "t" + random.nextInt(1000);
        };
    }
}
