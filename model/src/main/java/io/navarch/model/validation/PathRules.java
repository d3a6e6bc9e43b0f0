package io.navarch.model.validation;

import java.util.List;

/** What paths in volumes must look like. */
final class PathRules {
    private PathRules() {}

    static void relative(String text, String path, FieldErrors errors) {
        if (text.startsWith("/")) {
            errors.invalid(path, text, "must be a relative path");
        }
        withoutBacksteps(text, path, errors);
    }

    /** No part of the path leads upwards. */
    static void withoutBacksteps(String text, String path, FieldErrors errors) {
        if (List.of(text.split("/", -1)).contains("..")) {
            errors.invalid(path, text, "must not contain '..'");
        }
    }

    /** A path inside a volume that the kubelet writes: it may not even start with two dots. */
    static void localNonReserved(String text, String path, FieldErrors errors) {
        relative(text, path, errors);
        if (text.startsWith("..") && !text.startsWith("../")) {
            errors.invalid(path, text, "must not start with '..'");
        }
    }
}
