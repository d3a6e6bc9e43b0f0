package io.navarch.apiserver.cel.library;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.types.SimpleType;
import java.util.ArrayList;
import java.util.List;

/** {@code find} and {@code findAll} of strings, in linear time. */
final class RegexLibrary {
    private RegexLibrary() {}

    static FunctionLibrary library() {
        return new FunctionLibrary()
                .member("find", SimpleType.STRING, Args.STRING, Args.STRING, (text, regex) -> {
                    var found = findAll(text, regex, 1);
                    return found.isEmpty() ? "" : found.get(0);
                })
                .member(
                        "findAll",
                        Args.LIST_OF_STRINGS,
                        Args.STRING,
                        Args.STRING,
                        (text, regex) -> findAll(text, regex, -1))
                .member("findAll", Args.LIST_OF_STRINGS, Args.STRING, Args.STRING, Args.INT, RegexLibrary::findAll);
    }

    private static List<String> findAll(String text, String regex, long limit) {
        var found = new ArrayList<String>();
        try {
            var matcher = Pattern.compile(regex).matcher(text);
            while ((limit < 0 || found.size() < limit) && matcher.find()) {
                found.add(matcher.group());
            }
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("Illegal regex: " + e.getMessage(), e);
        }
        return found;
    }
}
