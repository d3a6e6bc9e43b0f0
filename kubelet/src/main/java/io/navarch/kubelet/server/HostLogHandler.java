package io.navarch.kubelet.server;

import io.navarch.streaming.upgrade.HeaderFields;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Answers {@code /logs/…} with the node's log files and listings of their folders. */
final class HostLogHandler implements Handler {
    private final Path root;

    HostLogHandler(Path root) {
        this.root = root;
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        var parts = exchange.request().path();
        var path =
                root.resolve(String.join("/", parts.subList(1, parts.size()))).normalize();
        if (!path.startsWith(root) || !Files.exists(path) || !path.toRealPath().startsWith(root.toRealPath())) {
            exchange.text(404, "404 page not found\n");
            return;
        }
        if (Files.isDirectory(path)) {
            list(exchange, path);
            return;
        }
        try (var file = Files.newInputStream(path);
                var out = exchange.begin("text/plain; charset=utf-8")) {
            file.transferTo(out);
        }
    }

    private static void list(Exchange exchange, Path folder) throws IOException {
        var page =
                new StringBuilder("<!doctype html>\n<meta name=\"viewport\" content=\"width=device-width\">\n<pre>\n");
        try (var entries = Files.list(folder)) {
            entries.sorted().forEach(entry -> {
                var name = (entry.getFileName() + (Files.isDirectory(entry) ? "/" : ""))
                        .replace("&", "&amp;")
                        .replace("<", "&lt;")
                        .replace("\"", "&#34;");
                page.append("<a href=\"")
                        .append(name)
                        .append("\">")
                        .append(name)
                        .append("</a>\n");
            });
        }
        var body = page.append("</pre>\n").toString().getBytes(StandardCharsets.UTF_8);
        exchange.respond(200, "text/html; charset=utf-8", body, HeaderFields.none());
    }
}
