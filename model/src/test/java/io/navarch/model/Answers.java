package io.navarch.model;

import io.navarch.model.kind.Kinds;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.JsonWriter;
import io.navarch.model.tree.Struct;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What a real cluster answered to requests: {@code answers.jsonl}. Recorded with 1.25; the values in faults are written as
 * they are since 1.34, in JSON.
 */
public final class Answers {
    /** A request and its answer. */
    public record Answer(String note, String path, Object body, long status, Dict answer) {
        /** The kind of the object sent, by its apiVersion and kind. */
        public ServedKind kind() {
            var sent = (Dict) body;
            return Kinds.builtIn()
                    .byKind(text(sent, "apiVersion"), text(sent, "kind"))
                    .orElseThrow();
        }

        /** The object sent, decoded. */
        public Struct object() {
            return JsonReader.struct(kind().version().type(), JsonWriter.bytes(body));
        }

        @Override
        public String toString() {
            return note;
        }
    }

    private Answers() {}

    /** The answers whose note starts so. */
    public static List<Answer> startingWith(String prefix) {
        var found = new ArrayList<Answer>();
        try (var stream =
                Objects.requireNonNull(Answers.class.getResourceAsStream("/io/navarch/model/answers.jsonl"))) {
            var text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            for (var line : text.split("\n")) {
                var entry = (Dict) JsonReader.any(line.getBytes(StandardCharsets.UTF_8));
                if (text(entry, "note").startsWith(prefix) && entry.get("answer") instanceof Dict answer) {
                    found.add(new Answer(
                            text(entry, "note"),
                            text(entry, "path"),
                            Objects.requireNonNull(entry.get("body")),
                            (Long) Objects.requireNonNull(entry.get("status")),
                            answer));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static String text(Dict dict, String name) {
        return (String) Objects.requireNonNull(dict.get(name));
    }
}
