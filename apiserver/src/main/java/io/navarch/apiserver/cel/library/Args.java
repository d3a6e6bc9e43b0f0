package io.navarch.apiserver.cel.library;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.TypeParamType;
import io.navarch.apiserver.cel.library.FunctionLibrary.Arg;
import java.util.List;

/** The arguments that many functions take. */
final class Args {
    static final CelType T = TypeParamType.create("T");
    static final CelType LIST_OF_T = ListType.create(T);
    static final CelType LIST_OF_STRINGS = ListType.create(SimpleType.STRING);

    static final Arg<String> STRING = new Arg<>(SimpleType.STRING, String.class);
    static final Arg<Long> INT = new Arg<>(SimpleType.INT, Long.class);
    static final Arg<Boolean> BOOL = new Arg<>(SimpleType.BOOL, Boolean.class);
    static final Arg<Object> ANY = new Arg<>(T, Object.class);

    @SuppressWarnings({"rawtypes", "unchecked"})
    static final Arg<List<Object>> LIST = new Arg<>(LIST_OF_T, (Class) List.class);

    @SuppressWarnings({"rawtypes", "unchecked"})
    static final Arg<List<Object>> DYNAMIC_LIST = new Arg<>(ListType.create(SimpleType.DYN), (Class) List.class);

    private Args() {}
}
