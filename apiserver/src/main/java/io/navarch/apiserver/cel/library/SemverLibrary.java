package io.navarch.apiserver.cel.library;

import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import io.navarch.apiserver.cel.library.FunctionLibrary.Arg;

/** {@code semver}, {@code isSemver} and comparison of versions. */
final class SemverLibrary {
    private static final Arg<SemanticVersion> SEMVER =
            new Arg<>(OpaqueType.create("kubernetes.Semver"), SemanticVersion.class);

    private SemverLibrary() {}

    static FunctionLibrary library() {
        return new FunctionLibrary()
                .function("semver", SEMVER.type(), Args.STRING, text -> parse(text, false))
                .function("semver", SEMVER.type(), Args.STRING, Args.BOOL, SemverLibrary::parse)
                .function("isSemver", SimpleType.BOOL, Args.STRING, text -> SemanticVersion.parse(text) != null)
                .function(
                        "isSemver",
                        SimpleType.BOOL,
                        Args.STRING,
                        Args.BOOL,
                        (text, normalise) -> SemanticVersion.parse(form(text, normalise)) != null)
                .member("major", SimpleType.INT, SEMVER, SemanticVersion::major)
                .member("minor", SimpleType.INT, SEMVER, SemanticVersion::minor)
                .member("patch", SimpleType.INT, SEMVER, SemanticVersion::patch)
                .member("isGreaterThan", SimpleType.BOOL, SEMVER, SEMVER, (a, b) -> a.compareTo(b) > 0)
                .member("isLessThan", SimpleType.BOOL, SEMVER, SEMVER, (a, b) -> a.compareTo(b) < 0)
                .member("compareTo", SimpleType.INT, SEMVER, SEMVER, (a, b) -> (long) a.compareTo(b));
    }

    private static String form(String text, boolean normalise) {
        return normalise ? SemanticVersion.normalised(text) : text;
    }

    private static SemanticVersion parse(String text, boolean normalise) {
        var version = SemanticVersion.parse(form(text, normalise));
        if (version == null) {
            throw new IllegalArgumentException("Semver parse error during conversion from string: " + text);
        }
        return version;
    }
}
