package io.navarch.kubelet.cri.containerd;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A small container image made of a few files, written as an OCI archive that {@code ctr images import} reads. The same
 * content always gives the same bytes.
 *
 * @param name the full reference the image gets, such as {@code localhost/navarch/pause:1}
 * @param files absolute path within the image to content; all of them executable
 * @param links absolute path within the image to the target of a symbolic link
 */
public record OciImage(
        String name,
        String architecture,
        Map<String, byte[]> files,
        Map<String, String> links,
        List<String> entrypoint,
        List<String> command,
        List<String> environment) {
    static final String MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";

    /** Writes the archive into the file and replaces what is there. */
    public void write(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(archive());
        }
    }

    /** Makes the image known to the containerd at the socket, in the namespace of Kubernetes' images. */
    public void importInto(Path socket) throws IOException, InterruptedException {
        Path file = Files.createTempFile("image", ".tar");
        try {
            write(file);
            HostCommand.run(List.of(
                    HostCommand.path("ctr"),
                    "--address",
                    socket.toString(),
                    "--namespace",
                    "k8s.io",
                    "images",
                    "import",
                    file.toString()));
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** The archive: layout file, index, and the blobs named by their digests. */
    public byte[] archive() {
        Content content = content();
        String annotations = ",\"annotations\":{\"io.containerd.image.name\":%s}".formatted(json(name));
        byte[] index = utf8("""
                {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[%s]}""".formatted(descriptor(MANIFEST_TYPE, content.manifest(), annotations)));
        var tar = new Tar();
        tar.file("oci-layout", utf8("{\"imageLayoutVersion\":\"1.0.0\"}"), 0644);
        tar.file("index.json", index, 0644);
        content.blobs().forEach((digest, blob) -> tar.file("blobs/sha256/" + digest, blob, 0644));
        return tar.finish();
    }

    /** The image as a registry serves it. */
    public Content content() {
        byte[] layer = layer();
        byte[] config = utf8(
                """
                {"architecture":%s,"os":"linux","config":{"Entrypoint":%s,"Cmd":%s,"Env":%s},\
                "rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}""".formatted(json(architecture), json(entrypoint), json(command), json(environment), digest(layer)));
        byte[] manifest = utf8("""
                {"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[%s]}""".formatted(
                        MANIFEST_TYPE,
                        descriptor("application/vnd.oci.image.config.v1+json", config, ""),
                        descriptor("application/vnd.oci.image.layer.v1.tar", layer, "")));
        Map<String, byte[]> blobs = new LinkedHashMap<>();
        for (byte[] blob : List.of(layer, config, manifest)) {
            blobs.put(digest(blob), blob);
        }
        return new Content(manifest, blobs);
    }

    /** A manifest and all blobs, itself among them, by their hexadecimal digests. */
    public record Content(byte[] manifest, Map<String, byte[]> blobs) {}

    private byte[] layer() {
        var tar = new Tar();
        Set<String> directories = new LinkedHashSet<>();
        files.keySet().stream().sorted().forEach(path -> addParents(path, directories));
        links.keySet().stream().sorted().forEach(path -> addParents(path, directories));
        directories.forEach(tar::directory);
        files.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(file -> tar.file(file.getKey().substring(1), file.getValue(), 0755));
        links.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(link -> tar.link(link.getKey().substring(1), link.getValue()));
        return tar.finish();
    }

    private static void addParents(String path, Set<String> directories) {
        for (int slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
            directories.add(path.substring(1, slash + 1));
        }
    }

    private static String descriptor(String mediaType, byte[] blob, String more) {
        return "{\"mediaType\":\"%s\",\"digest\":\"sha256:%s\",\"size\":%d%s}"
                .formatted(mediaType, digest(blob), blob.length, more);
    }

    private static String digest(byte[] blob) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(blob));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String json(List<String> values) {
        return values.stream().map(OciImage::json).collect(Collectors.joining(",", "[", "]"));
    }

    private static String json(String value) {
        var text = new StringBuilder("\"");
        for (char c : value.toCharArray()) {
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ') {
                text.append("\\u%04x".formatted((int) c));
            } else {
                text.append(c);
            }
        }
        return text.append('"').toString();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Writes a tar archive (ustar) with owner root and times of zero. */
    private static final class Tar {
        private static final int BLOCK = 512;
        private static final int LONGEST_NAME = 100;

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        void directory(String name) {
            header(name, 0, 0755, '5', "");
        }

        void link(String name, String target) {
            header(name, 0, 0777, '2', target);
        }

        void file(String name, byte[] content, int mode) {
            header(name, content.length, mode, '0', "");
            out.writeBytes(content);
            out.writeBytes(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
        }

        byte[] finish() {
            out.writeBytes(new byte[2 * BLOCK]);
            return out.toByteArray();
        }

        private void header(String name, int size, int mode, char type, String target) {
            byte[] block = new byte[BLOCK];
            text(block, 0, LONGEST_NAME, name);
            text(block, 100, 8, "%07o".formatted(mode));
            text(block, 108, 8, "0000000");
            text(block, 116, 8, "0000000");
            text(block, 124, 12, "%011o".formatted(size));
            text(block, 136, 12, "00000000000");
            text(block, 148, 8, "        ");
            block[156] = (byte) type;
            text(block, 157, LONGEST_NAME, target);
            text(block, 257, 6, "ustar");
            text(block, 263, 2, "00");
            int sum = 0;
            for (byte b : block) {
                sum += b & 0xff;
            }
            text(block, 148, 7, "%06o".formatted(sum));
            out.writeBytes(block);
        }

        private static void text(byte[] block, int at, int room, String value) {
            byte[] bytes = utf8(value);
            if (bytes.length > room) {
                throw new IllegalArgumentException("too long for a tar header: " + value);
            }
            System.arraycopy(bytes, 0, block, at, bytes.length);
        }
    }
}
