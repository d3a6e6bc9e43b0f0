package io.navarch.systemtests.image;

import io.navarch.kubelet.cri.containerd.OciImage;
import io.navarch.runtime.Clock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** Debian's docker-registry on an address of this machine, with its storage in a temporary folder, over plain HTTP. */
public final class LocalRegistry implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(20);

    private final Path folder;
    private final Process process;
    private final URI base;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private LocalRegistry(Path folder, Process process, URI base) {
        this.folder = folder;
        this.process = process;
        this.base = base;
    }

    /** Starts a registry and waits until it answers. */
    public static LocalRegistry start(InetAddress address, int port) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("registry");
        Path config = Files.writeString(
                folder.resolve("config.yml"), """
                version: 0.1
                log:
                  level: warn
                storage:
                  filesystem:
                    rootdirectory: %s
                http:
                  addr: %s:%d
                """.formatted(folder.resolve("storage"), address.getHostAddress(), port));
        Process process = new ProcessBuilder("docker-registry", "serve", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        String host = address.isAnyLocalAddress() ? "127.0.0.1" : address.getHostAddress();
        URI base = URI.create("http://" + host + ":" + port);
        LocalRegistry registry = new LocalRegistry(folder, process, base);
        try {
            registry.awaitAnswer();
        } catch (IOException | InterruptedException | RuntimeException e) {
            registry.close();
            throw e;
        }
        return registry;
    }

    private void awaitAnswer() throws IOException, InterruptedException {
        try (Clock clock = Clock.system()) {
            long deadline = clock.nanos() + START_LIMIT.toNanos();
            while (true) {
                try {
                    if (get("/v2/").statusCode() == 200) {
                        return;
                    }
                } catch (IOException e) {
                    if (!process.isAlive() || clock.nanos() > deadline) {
                        throw new IOException(
                                "docker-registry does not answer: " + Files.readString(folder.resolve("log")), e);
                    }
                }
                clock.sleep(Duration.ofMillis(20));
            }
        }
    }

    /** Where it listens, for example {@code http://127.0.0.1:5000}. */
    public String url() {
        return base.toString();
    }

    public int port() {
        return base.getPort();
    }

    /** Gives the image to the registry by its HTTP API. */
    public void push(String repository, String tag, OciImage.Content content) throws IOException, InterruptedException {
        for (Map.Entry<String, byte[]> blob : content.blobs().entrySet()) {
            pushBlob(repository, blob.getKey(), blob.getValue());
        }
        HttpRequest put = HttpRequest.newBuilder(base.resolve("/v2/" + repository + "/manifests/" + tag))
                .header("Content-Type", "application/vnd.oci.image.manifest.v1+json")
                .PUT(BodyPublishers.ofByteArray(content.manifest()))
                .build();
        expect(201, client.send(put, BodyHandlers.ofString()));
    }

    private void pushBlob(String repository, String digest, byte[] blob) throws IOException, InterruptedException {
        HttpRequest head = HttpRequest.newBuilder(base.resolve("/v2/" + repository + "/blobs/sha256:" + digest))
                .HEAD()
                .build();
        if (client.send(head, BodyHandlers.discarding()).statusCode() == 200) {
            return;
        }
        HttpRequest post = HttpRequest.newBuilder(base.resolve("/v2/" + repository + "/blobs/uploads/"))
                .POST(BodyPublishers.noBody())
                .build();
        HttpResponse<String> begun = client.send(post, BodyHandlers.ofString());
        expect(202, begun);
        String location = begun.headers().firstValue("Location").orElseThrow();
        URI upload = base.resolve(location + (location.contains("?") ? "&" : "?") + "digest=sha256:" + digest);
        HttpRequest put = HttpRequest.newBuilder(upload)
                .header("Content-Type", "application/octet-stream")
                .PUT(BodyPublishers.ofByteArray(blob))
                .build();
        expect(201, client.send(put, BodyHandlers.ofString()));
    }

    /** What the registry answers at the path. */
    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(base.resolve(path))
                .header("Accept", "application/vnd.oci.image.manifest.v1+json, application/json")
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private static void expect(int status, HttpResponse<String> response) throws IOException {
        if (response.statusCode() != status) {
            throw new IOException(response.request().method() + " " + response.uri() + " answered "
                    + response.statusCode() + ": " + response.body());
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
        process.destroyForcibly();
        process.onExit().join();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
