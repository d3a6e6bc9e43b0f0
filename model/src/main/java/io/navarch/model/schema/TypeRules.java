package io.navarch.model.schema;

import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What the type files ({@code src/main/kinds/types}) say about schema types: defaults and validation rules, as the build
 * compiled them. Immutable; read once, on first use.
 */
public final class TypeRules {
    private static final String RESOURCE = "/io/navarch/types.json";

    private TypeRules() {}

    private static final class BuiltIn {
        static final Dict RULES = read();
    }

    /** The rules of the type of that full name; empty when there are none. */
    public static Dict of(String type) {
        return BuiltIn.RULES.get(type) instanceof Dict rules ? rules : Dict.EMPTY;
    }

    private static Dict read() {
        try (var stream = TypeRules.class.getResourceAsStream(RESOURCE)) {
            if (stream == null) {
                throw new IllegalStateException(RESOURCE + " is missing");
            }
            return (Dict) JsonReader.any(stream.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
