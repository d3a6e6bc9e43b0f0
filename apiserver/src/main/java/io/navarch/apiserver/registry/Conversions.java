package io.navarch.apiserver.registry;

import io.navarch.model.kind.KindVersion;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The conversions of built-in kinds by the names that their definitions give them. Immutable. */
public final class Conversions implements Converters {
    private final Map<String, Converter> byName;

    private Conversions(Map<String, Converter> byName) {
        this.byName = byName;
    }

    public static Converters builtIn() {
        return new Conversions(Map.of());
    }

    @Override
    public @Nullable Converter of(KindVersion version) {
        return byName.get(version.convert());
    }
}
