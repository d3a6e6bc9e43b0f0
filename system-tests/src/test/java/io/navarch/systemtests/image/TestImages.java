package io.navarch.systemtests.image;

import io.navarch.distribution.host.HostCommand;
import io.navarch.distribution.host.OperatingSystem;
import io.navarch.kubelet.cri.containerd.OciImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The images of the system tests.
 *
 * <ul>
 *   <li>{@value #DJANGO_HELLO} (tags {@code latest}, {@code v2}, {@code v3}): an HTTP server on port 8111 that answers with its
 *       version, the request line, the headers and its host name;
 *   <li>{@value #BUSYBOX}: a shell with busybox's tools.
 * </ul>
 */
public final class TestImages {
    public static final String DJANGO_HELLO = "liuwenmao/django-hello";
    public static final String BUSYBOX = "busybox";

    /** Reads one request and answers it; nc runs it once per connection. */
    private static final String ANSWER = """
            #!/bin/sh
            # One HTTP request on standard input, its answer on standard output.
            read -r request
            headers=""
            length=0
            while read -r line; do
                line="${line%$(printf '\\r')}"
                [ -n "$line" ] || break
                headers="$headers$line
            "
                case "$line" in
                    [Cc]ontent-[Ll]ength:*) length="${line#*: }" ;;
                esac
            done
            [ "$length" = 0 ] || head -c "$length" >/dev/null
            body="Hello from django, version $(cat /version)
            ${request%$(printf '\\r')}
            ${headers}Hostname: $(hostname)
            "
            printf 'HTTP/1.1 200 OK\\r\\nContent-Type: text/plain\\r\\nContent-Length: %s\\r\\nConnection: close\\r\\n\\r\\n%s' \\
                "${#body}" "$body"
            echo "${request%$(printf '\\r')}" >>/proc/1/fd/2
            """;

    /** Goes on answering for a moment after SIGTERM, as a server does that must not drop requests during a roll-out. */
    private static final String SERVE = """
            #!/bin/sh
            echo "listening on 8111"
            nc -ll -p 8111 -e /bin/answer &
            server=$!
            trap 'echo "stopping"; sleep 2; kill $server; exit 0' TERM
            while kill -0 $server; do wait $server; done
            """;

    private TestImages() {}

    /** Pushes all of them. */
    public static void push(LocalRegistry registry) throws IOException, InterruptedException {
        registry.push(DJANGO_HELLO, "latest", djangoHello("1").content());
        registry.push(DJANGO_HELLO, "v2", djangoHello("2").content());
        registry.push(DJANGO_HELLO, "v3", djangoHello("3").content());
        registry.push(BUSYBOX, "latest", busybox().content());
    }

    /** The HTTP server. */
    public static OciImage djangoHello(String version) throws IOException {
        Map<String, byte[]> files = new HashMap<>(Map.of(
                "/bin/answer", ANSWER.getBytes(StandardCharsets.UTF_8),
                "/bin/serve", SERVE.getBytes(StandardCharsets.UTF_8),
                "/version", version.getBytes(StandardCharsets.UTF_8)));
        return image(files, List.of("/bin/serve"), List.of());
    }

    /** The shell. */
    public static OciImage busybox() throws IOException {
        return image(new HashMap<>(), List.of(), List.of("sh"));
    }

    private static OciImage image(Map<String, byte[]> files, List<String> entrypoint, List<String> command)
            throws IOException {
        Path program = HostCommand.find("busybox")
                .orElseThrow(() -> new IllegalStateException("no busybox: install the package busybox-static"));
        files.put("/bin/busybox", Files.readAllBytes(program));
        Map<String, String> links = new HashMap<>();
        HostCommand.must(program.toString(), "--list")
                .lines()
                .filter(applet -> !applet.equals("busybox"))
                .forEach(applet -> links.put("/bin/" + applet, "busybox"));
        files.put(
                "/etc/passwd",
                "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/sh\n"
                        .getBytes(StandardCharsets.UTF_8));
        files.put("/etc/group", "root:x:0:\nnogroup:x:65534:\n".getBytes(StandardCharsets.UTF_8));
        files.put("/tmp/.keep", new byte[0]);
        return new OciImage(
                "unused",
                OperatingSystem.detect().architecture(),
                files,
                links,
                entrypoint,
                command,
                List.of("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"));
    }
}
