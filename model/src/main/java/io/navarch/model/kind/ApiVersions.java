package io.navarch.model.kind;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The order of version names: stable, beta, alpha, higher numbers first; other names last, alphabetically. */
public final class ApiVersions {
    /** {@code v2, v1, v3beta1, v2beta2, v1alpha1, foo}. */
    public static final Comparator<String> PREFERRED_FIRST = ApiVersions::compare;

    private static final Pattern FORM = Pattern.compile("v([1-9][0-9]*)(?:(alpha|beta)([1-9][0-9]*))?");

    private ApiVersions() {}

    private static int compare(String first, String second) {
        Matcher a = FORM.matcher(first);
        Matcher b = FORM.matcher(second);
        boolean knownA = a.matches();
        boolean knownB = b.matches();
        if (!knownA || !knownB) {
            return knownA == knownB ? first.compareTo(second) : knownA ? -1 : 1;
        }
        int byStage = Integer.compare(stage(b), stage(a));
        if (byStage != 0) {
            return byStage;
        }
        int byMajor = Long.compare(Long.parseLong(b.group(1)), Long.parseLong(a.group(1)));
        return byMajor != 0 || a.group(3) == null
                ? byMajor
                : Long.compare(Long.parseLong(b.group(3)), Long.parseLong(a.group(3)));
    }

    private static int stage(Matcher version) {
        if (version.group(2) == null) {
            return 2;
        }
        return version.group(2).equals("beta") ? 1 : 0;
    }
}
