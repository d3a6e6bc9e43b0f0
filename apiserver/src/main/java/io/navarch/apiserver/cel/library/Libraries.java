package io.navarch.apiserver.cel.library;

import dev.cel.common.types.SimpleType;
import java.util.List;

/** All the functions that Kubernetes adds. */
public final class Libraries {
    /** Each both declares its functions to a compiler and binds them in a runtime. */
    public static final List<FunctionLibrary> ALL = List.of(
            ListLibrary.library(),
            RegexLibrary.library(),
            StringFormat.library(),
            UrlLibrary.library(),
            QuantityLibrary.library(),
            IpLibrary.library(),
            CidrLibrary.library(),
            FormatLibrary.library(),
            SemverLibrary.library(),
            AuthorizerLibrary.library(),
            // jsonpatch.escapeKey: a key as a part of a JSON pointer.
            new FunctionLibrary()
                    .function("jsonpatch.escapeKey", SimpleType.STRING, Args.STRING, key -> key.replace("~", "~0")
                            .replace("/", "~1")));

    private Libraries() {}
}
