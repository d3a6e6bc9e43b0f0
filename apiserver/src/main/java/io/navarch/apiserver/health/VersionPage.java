package io.navarch.apiserver.health;

import io.navarch.apiserver.registry.PrettyJson;
import io.navarch.apiserver.request.ApiHandler;
import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonWriter;
import java.util.Locale;

/** Answers {@code /version}. */
public final class VersionPage implements ApiHandler {
    /** The version of the API that is served, as nodes and clients read it. */
    public static final String GIT_VERSION = "v1.36.0+navarch";

    private final byte[] json;

    public VersionPage() {
        json = PrettyJson.of(JsonWriter.bytes(Dict.builder()
                .put("buildDate", "2026-01-01T00:00:00Z")
                .put("compiler", "javac")
                .put("emulationMajor", "1")
                .put("emulationMinor", "36")
                .put("gitCommit", "")
                .put("gitTreeState", "clean")
                .put("gitVersion", GIT_VERSION)
                .put("goVersion", "java" + Runtime.version().feature())
                .put("major", "1")
                .put("minCompatibilityMajor", "1")
                .put("minCompatibilityMinor", "35")
                .put("minor", "36")
                .put("platform", platform())
                .build()));
    }

    private static String platform() {
        var architecture = System.getProperty("os.arch", "");
        var name =
                switch (architecture) {
                    case "x86_64" -> "amd64";
                    case "aarch64" -> "arm64";
                    default -> architecture;
                };
        return System.getProperty("os.name", "linux").toLowerCase(Locale.ROOT) + "/" + name;
    }

    @Override
    public ApiResponse handle(ApiRequest request) {
        return ApiResponse.json(200, json);
    }
}
