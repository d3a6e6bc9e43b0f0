package io.navarch.controllers;

import io.navarch.model.Kind;
import io.navarch.model.KubeObject;
import java.nio.charset.StandardCharsets;

/** Objects from JSON with single quotes, as tests write them. */
public final class Json {
    private Json() {}

    public static <T extends KubeObject<T>> T read(Kind<T> kind, String json, Object... arguments) {
        var text = (arguments.length == 0 ? json : json.formatted(arguments)).replace('\'', '"');
        var object = kind.read(text.getBytes(StandardCharsets.UTF_8));
        return kind.view()
                .apply(object.tree().with("apiVersion", kind.apiVersion()).with("kind", kind.name()));
    }
}
