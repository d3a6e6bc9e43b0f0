package io.navarch.embedded.engine;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Names images as pods do: without a tag every tag is meant, and {@code *} stands for any characters. */
record ImagePattern(String text, Pattern pattern) {
    private static final String DEFAULT_REGISTRY = "(?:docker\\.io/)?(?:library/)?";

    static ImagePattern of(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("an image has no empty name; \"*\" means all images");
        }
        var parts = text.split("\\*", -1);
        var quoted = java.util.Arrays.stream(parts).map(Pattern::quote).collect(Collectors.joining(".*"));
        boolean tagged = text.indexOf(':', text.lastIndexOf('/') + 1) >= 0 || text.contains("@");
        return new ImagePattern(
                text, Pattern.compile(DEFAULT_REGISTRY + quoted + (tagged ? "" : "(?::[^/]*)?(?:@.*)?")));
    }

    boolean matches(String image) {
        return pattern.matcher(image).matches();
    }
}
