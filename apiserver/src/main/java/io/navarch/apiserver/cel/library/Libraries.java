package io.navarch.apiserver.cel.library;

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
            AuthorizerLibrary.library());

    private Libraries() {}
}
