package io.navarch.apiserver.registry;

import io.navarch.model.tree.Struct;
import java.util.List;

/**
 * Converts between the stored version of a kind and one other version that is served. Pure; conversion there and back loses
 * nothing that either version can say.
 */
public interface Converter {
    /** The object in the stored version. */
    Struct toStored(Struct served);

    /** The object in the served version. */
    Struct toServed(Struct stored);

    /** The objects in the served version, for conversions that are cheaper together. */
    default List<Struct> allToServed(List<Struct> stored) {
        return stored.stream().map(this::toServed).toList();
    }
}
