package io.navarch.client.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** Reads the text of a kubeconfig file. File names in it are relative to the file's own directory. */
final class KubeconfigReader {
    private static final int SIZE_LIMIT = 3 << 20;

    private final @Nullable Path directory;

    private KubeconfigReader(@Nullable Path directory) {
        this.directory = directory;
    }

    static Kubeconfig read(String yaml, @Nullable Path directory) {
        return new KubeconfigReader(directory).of(parse(yaml));
    }

    private static Map<?, ?> parse(String yaml) {
        var options = new LoaderOptions();
        options.setCodePointLimit(SIZE_LIMIT);
        options.setMaxAliasesForCollections(10);
        try {
            if (new Yaml(new SafeConstructor(options)).load(yaml) instanceof Map<?, ?> map) {
                return map;
            }
        } catch (YAMLException e) {
            throw new IllegalArgumentException("it is no YAML: " + e.getMessage(), e);
        }
        throw new IllegalArgumentException("it is no kubeconfig but empty or a plain value");
    }

    private Kubeconfig of(Map<?, ?> config) {
        var current = text(config, "current-context");
        if (current.isEmpty()) {
            throw new IllegalArgumentException("current-context is not set");
        }
        var context = named(config, "contexts", "context", current);
        var cluster = named(config, "clusters", "cluster", text(context, "cluster"));
        var user = text(context, "user").isEmpty()
                ? Map.<Object, Object>of()
                : named(config, "users", "user", text(context, "user"));
        var server = text(cluster, "server");
        if (!server.startsWith("https://") && !server.startsWith("http://")) {
            throw new IllegalArgumentException("the cluster's server is no http(s) URL: \"" + server + "\"");
        }
        for (var unknown : List.of("exec", "auth-provider", "username")) {
            if (user.containsKey(unknown)) {
                throw new IllegalArgumentException(
                        "users entered by " + unknown + " are not supported; use a certificate or token");
            }
        }
        var namespace = text(context, "namespace");
        var tokenFile = text(user, "tokenFile");
        return new Kubeconfig(
                server.endsWith("/") ? server.substring(0, server.length() - 1) : server,
                namespace.isEmpty() ? "default" : namespace,
                pem(cluster, "certificate-authority"),
                Boolean.TRUE.equals(cluster.get("insecure-skip-tls-verify")),
                pem(user, "client-certificate"),
                pem(user, "client-key"),
                text(user, "token"),
                tokenFile.isEmpty() ? null : resolve(tokenFile));
    }

    /** The entry of that name in one of the lists {@code [{name: …, context: {…}}]}. */
    private static Map<?, ?> named(Map<?, ?> config, String list, String member, String name) {
        if (config.get(list) instanceof List<?> entries) {
            for (var entry : entries) {
                if (entry instanceof Map<?, ?> map && text(map, "name").equals(name)) {
                    return map.get(member) instanceof Map<?, ?> found ? found : Map.of();
                }
            }
        }
        throw new IllegalArgumentException(member + " \"" + name + "\" does not exist");
    }

    private static String text(Map<?, ?> map, String member) {
        var value = map.get(member);
        if (value instanceof Map<?, ?> || value instanceof List<?>) {
            throw new IllegalArgumentException(member + " is no string");
        }
        return value == null ? "" : value.toString();
    }

    /** PEM text from {@code NAME-data}, which goes before the file that {@code NAME} names, as in upstream. */
    private String pem(Map<?, ?> map, String member) {
        var inline = text(map, member + "-data");
        if (!inline.isEmpty()) {
            try {
                return new String(Base64.getDecoder().decode(inline.replaceAll("\\s", "")), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(member + "-data is no base64", e);
            }
        }
        var file = text(map, member);
        if (file.isEmpty()) {
            return "";
        }
        try {
            return Files.readString(resolve(file));
        } catch (IOException e) {
            throw new IllegalArgumentException(member + " " + resolve(file) + " cannot be read: " + e, e);
        }
    }

    private Path resolve(String file) {
        return directory == null ? Path.of(file) : directory.resolve(file);
    }
}
