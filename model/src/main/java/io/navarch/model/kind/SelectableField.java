package io.navarch.model.kind;

/**
 * A field that field selectors may name.
 *
 * @param name what clients write: {@code status.successful}
 * @param path where the value is in the stored version, mostly the same: {@code status.succeeded}
 */
public record SelectableField(String name, String path) {}
