package io.navarch.apiserver.cel.library;

import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.OptionalType;
import io.navarch.apiserver.cel.library.FunctionLibrary.Arg;
import java.util.Optional;

/** {@code format.named("dns1123Label")}, {@code format.dns1123Label()} and {@code validate}. */
final class FormatLibrary {
    private static final Arg<NamedFormat> FORMAT =
            new Arg<>(OpaqueType.create("kubernetes.NamedFormat"), NamedFormat.class);

    private FormatLibrary() {}

    static FunctionLibrary library() {
        var library = new FunctionLibrary()
                .function(
                        "format.named",
                        OptionalType.create(FORMAT.type()),
                        Args.STRING,
                        name -> Optional.ofNullable(NamedFormat.BY_NAME.get(name)))
                .member(
                        "validate",
                        OptionalType.create(Args.LIST_OF_STRINGS),
                        FORMAT,
                        Args.STRING,
                        (format, text) ->
                                Optional.of(format.faults().apply(text)).filter(faults -> !faults.isEmpty()));
        NamedFormat.BY_NAME
                .values()
                .forEach(format -> library.constant("format." + format.name(), FORMAT.type(), format));
        return library;
    }
}
