import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.Deflater;

/**
 * Makes the content of the artifact {@code navarch-embedded}: copies the API's classes as they are, and puts the cluster, with
 * every library it needs, into one resource that only its own class loader reads.
 *
 * <p>Of the libraries only those classes are taken that can be reached from the cluster by name. What the cluster does not need
 * for simulated nodes is left out: {@link #LEFT_OUT}.
 *
 * <pre>
 * resource := count entry* chunk*
 * entry    := name chunk offset length         in the order in which a first start asks for them
 * chunk    := deflated entries, 512 KiB before
 * </pre>
 *
 * Arguments: the folder of the module's classes, the class path.
 */
final class Bundle {
    private static final String RESOURCE = "io/navarch/embedded/isolated/cluster.bin";
    private static final String API_MODULE = "embedded-api";
    private static final String HIDDEN_HERE = "io/navarch/embedded/isolated/logging/";
    private static final String SERVICES = "META-INF/services/";
    private static final String LOGGING = HIDDEN_HERE + "SystemLogging";
    private static final List<String> ROOTS = List.of(
            "io/navarch/embedded/cluster/EmbeddedClusterProvider",
            LOGGING);

    /** Containers of a real engine, and what speaks to it. */
    private static final List<String> LEFT_OUT =
            List.of("io/grpc/", "io/netty/", "io/navarch/kubelet/cri/grpc/", "io/navarch/cri/", "com/google/protobuf/compiler/");

    private static final Pattern NAME = Pattern.compile("[A-Za-z_$][\\w$]*([./][A-Za-z_$][\\w$]*)+");
    private static final Pattern OF_DESCRIPTOR = Pattern.compile("L([\\w$/]+)[;<]");
    private static final int HIGHEST_RELEASE = 21;
    private static final int CHUNK = 512 * 1024;

    private final Map<String, byte[]> found = new TreeMap<>();
    private final Map<String, Set<String>> services = new TreeMap<>();
    private final Map<String, String> origins = new LinkedHashMap<>();
    private final Map<String, byte[]> licences = new TreeMap<>();

    void main(String[] arguments) throws IOException {
        var output = Path.of(arguments[0]);
        services.put("org.slf4j.spi.SLF4JServiceProvider", new LinkedHashSet<>(Set.of(LOGGING.replace('/', '.'))));
        for (var element : arguments[1].split(java.io.File.pathSeparator)) {
            read(Path.of(element), output);
        }
        var names = reached();
        resources(names);
        write(output.resolve(RESOURCE), ordered(names));
        licences(output, names);
    }

    private void read(Path element, Path output) throws IOException {
        if (!Files.exists(element)) {
            return;
        }
        if (Files.isDirectory(element)) {
            take(element, element.getParent().getParent().getFileName().toString(), output);
            return;
        }
        try (FileSystem jar = FileSystems.newFileSystem(element)) {
            take(jar.getPath("/"), element.getFileName().toString().replace(".jar", ""), output);
        }
    }

    private void take(Path root, String origin, Path output) throws IOException {
        var files = new TreeMap<String, Path>();
        try (Stream<Path> walk = Files.walk(root)) {
            walk.filter(Files::isRegularFile)
                    .forEach(file -> files.put(root.relativize(file).toString().replace('\\', '/'), file));
        }
        var releases = new TreeMap<String, Integer>();
        for (var file : files.entrySet()) {
            var path = file.getKey();
            int release = 0;
            if (path.startsWith("META-INF/versions/")) {
                var rest = path.substring("META-INF/versions/".length());
                release = Integer.parseInt(rest.substring(0, rest.indexOf('/')));
                path = rest.substring(rest.indexOf('/') + 1);
            }
            if (release > HIGHEST_RELEASE || releases.getOrDefault(path, -1) > release) {
                continue;
            }
            one(path, file.getValue(), origin, output, releases.containsKey(path));
            releases.put(path, release);
        }
    }

    private void one(String path, Path file, String origin, Path output, boolean replace) throws IOException {
        boolean ours = file.startsWith(output);
        if (ours && !path.startsWith(HIDDEN_HERE)) {
            return;
        }
        if (path.startsWith(SERVICES)) {
            services.computeIfAbsent(path.substring(SERVICES.length()), any -> new LinkedHashSet<>())
                    .addAll(Files.readAllLines(file).stream()
                            .map(line -> line.replaceFirst("#.*", "").strip())
                            .filter(line -> !line.isEmpty())
                            .toList());
        } else if (path.matches("META-INF/(LICENSE|NOTICE).*|LICENSE.*|NOTICE.*")) {
            licences.put(origin + "/" + path.substring(path.lastIndexOf('/') + 1), Files.readAllBytes(file));
        } else if (origin.contains(API_MODULE)) {
            var copy = output.resolve(path);
            Files.createDirectories(copy.getParent());
            Files.write(copy, Files.readAllBytes(file));
        } else if (replace || !found.containsKey(path)) {
            found.put(path, Files.readAllBytes(file));
            origins.put(path, origin);
        }
        if (ours) {
            Files.delete(file);
        }
    }

    private Set<String> reached() {
        var reached = new LinkedHashSet<String>();
        var open = new ArrayDeque<>(ROOTS);
        while (!open.isEmpty()) {
            var name = open.remove();
            var bytes = found.get(name + ".class");
            if (bytes == null || LEFT_OUT.stream().anyMatch(name::startsWith) || !reached.add(name + ".class")) {
                continue;
            }
            open.addAll(mentioned(bytes));
            for (var provider : services.getOrDefault(name.replace('/', '.'), Set.of())) {
                open.add(provider.replace('.', '/'));
            }
        }
        return reached;
    }

    /** Every class that the class may mean, also by a string. */
    private static Collection<String> mentioned(byte[] bytes) {
        var names = new ArrayList<String>();
        for (var entry : ClassFile.of().parse(bytes).constantPool()) {
            if (entry instanceof Utf8Entry text) {
                var value = text.stringValue();
                if (NAME.matcher(value).matches()) {
                    names.add(value.replace('.', '/'));
                } else {
                    OF_DESCRIPTOR.matcher(value).results().forEach(match -> names.add(match.group(1)));
                }
            }
        }
        return names;
    }

    /** What is not a class belongs to the classes of its jar. */
    private void resources(Set<String> names) {
        var used = new TreeSet<String>();
        names.forEach(name -> used.add(origins.get(name)));
        found.forEach((path, bytes) -> {
            if (!path.endsWith(".class")
                    && used.contains(origins.get(path))
                    && !path.matches("META-INF/.*|.*\\.(proto|html|txt|md|nf|java)|org/bouncycastle/.*")) {
                names.add(path);
            }
        });
        services.forEach((service, providers) -> {
            var present = providers.stream()
                    .filter(provider -> names.contains(provider.replace('.', '/') + ".class"))
                    .toList();
            if (!present.isEmpty()) {
                var path = SERVICES + service;
                names.add(path);
                found.put(path, (String.join("\n", present) + "\n").getBytes(StandardCharsets.UTF_8));
            }
        });
    }

    /** First those that a start asks for, in its order. */
    private static List<String> ordered(Set<String> names) throws IOException {
        var order = new LinkedHashSet<String>();
        var recorded = Path.of(System.getProperty("bundle.order", "none"));
        if (Files.exists(recorded)) {
            Files.readAllLines(recorded).stream().filter(names::contains).forEach(order::add);
        }
        names.stream().sorted().forEach(order::add);
        return List.copyOf(order);
    }

    private void write(Path file, List<String> names) throws IOException {
        var index = new ByteArrayOutputStream();
        var entries = new DataOutputStream(index);
        var chunks = new ArrayList<byte[]>();
        var chunk = new ByteArrayOutputStream();
        entries.writeInt(names.size());
        for (var name : names) {
            var bytes = found.get(name);
            if (chunk.size() > 0 && chunk.size() + bytes.length > CHUNK) {
                chunks.add(chunk.toByteArray());
                chunk.reset();
            }
            entries.writeUTF(name);
            entries.writeInt(chunks.size());
            entries.writeInt(chunk.size());
            entries.writeInt(bytes.length);
            chunk.write(bytes);
        }
        chunks.add(chunk.toByteArray());
        Files.createDirectories(file.getParent());
        try (var out = new DataOutputStream(Files.newOutputStream(file))) {
            var packedIndex = deflated(index.toByteArray());
            out.writeInt(index.size());
            out.writeInt(packedIndex.length);
            out.writeInt(chunks.size());
            var packed = chunks.stream().map(Bundle::deflated).toList();
            for (int i = 0; i < packed.size(); i++) {
                out.writeInt(chunks.get(i).length);
                out.writeInt(packed.get(i).length);
            }
            out.write(packedIndex);
            for (var bytes : packed) {
                out.write(bytes);
            }
        }
    }

    private static byte[] deflated(byte[] bytes) {
        try (var deflater = new Deflater(Deflater.BEST_COMPRESSION, true)) {
            deflater.setInput(bytes);
            deflater.finish();
            var buffer = new byte[bytes.length + 1024];
            int length = deflater.deflate(buffer);
            return java.util.Arrays.copyOf(buffer, length);
        }
    }

    private void licences(Path output, Set<String> names) throws IOException {
        var used = new TreeSet<String>();
        names.forEach(name -> used.add(origins.getOrDefault(name, "")));
        for (var licence : licences.entrySet()) {
            if (used.contains(licence.getKey().substring(0, licence.getKey().indexOf('/')))) {
                var copy = output.resolve("META-INF/licenses").resolve(licence.getKey());
                Files.createDirectories(copy.getParent());
                Files.write(copy, licence.getValue());
            }
        }
    }
}
