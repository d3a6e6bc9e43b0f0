package io.navarch.apiserver.registry;

import io.navarch.model.conversion.Conversion;
import io.navarch.model.kind.KindDefinition;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.tree.Struct;
import org.jspecify.annotations.Nullable;

/** The conversions of built-in kinds, by the names that their definitions give them. */
public final class Conversions implements Converters {
    @Override
    public @Nullable Converter of(ServedKind served) {
        var conversion = Conversion.named(served.version().convert());
        if (conversion.isPresent()) {
            return new Named(conversion.get(), served);
        }
        var stored = served.definition().storageVersion().type();
        return stored == served.version().type() ? null : new Retyped(served);
    }

    private static Struct named(Struct object, String apiVersion, KindDefinition kind) {
        return object.with("apiVersion", apiVersion).with("kind", kind.kind());
    }

    private record Named(Conversion conversion, ServedKind served) implements Converter {
        @Override
        public Struct toStored(Struct object) {
            var version = served.definition().storageVersion();
            return named(conversion.toStored(object, version.type()), version.apiVersion(), served.definition());
        }

        @Override
        public Struct toServed(Struct object) {
            var type = served.version().type();
            return named(conversion.toServed(object, type), served.apiVersion(), served.definition());
        }
    }

    /** Between versions whose members have the same names. */
    private record Retyped(ServedKind served) implements Converter {
        @Override
        public Struct toStored(Struct object) {
            var version = served.definition().storageVersion();
            return named(Conversion.retyped(object, version.type()), version.apiVersion(), served.definition());
        }

        @Override
        public Struct toServed(Struct object) {
            var type = served.version().type();
            return named(Conversion.retyped(object, type), served.apiVersion(), served.definition());
        }
    }
}
