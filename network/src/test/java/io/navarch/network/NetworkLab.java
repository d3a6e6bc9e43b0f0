package io.navarch.network;

import io.navarch.runtime.NetworkContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * Nodes and pods made of network namespaces, joined by a switch in one more, the world outside. Nothing is made in the
 * namespace of the tests' process. Needs root.
 */
final class NetworkLab {
    private final String prefix = "nvt-" + ProcessHandle.current().pid() + "-";
    private final List<String> namespaces = new ArrayList<>();
    private final List<Process> servers = new ArrayList<>();
    private final Path folder;

    NetworkLab(Path folder) throws Exception {
        this.folder = folder;
        namespace("world");
        run("world", "ip", "link", "add", "sw", "type", "bridge");
        run("world", "ip", "addr", "add", "10.199.7.254/24", "dev", "sw");
        run("world", "ip", "link", "set", "sw", "up");
    }

    static boolean possible() {
        return "root".equals(System.getProperty("user.name"))
                && Files.exists(Path.of("/usr/sbin/iptables"))
                && Files.exists(Path.of("/usr/bin/curl"))
                && Files.exists(Path.of("/usr/bin/busybox"));
    }

    /** A node with an address that the switch reaches. */
    void node(String name, String address) throws Exception {
        namespace(name);
        run("world", "ip", "link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", prefix + name);
        run("world", "ip", "link", "set", name, "master", "sw", "up");
        run(name, "ip", "addr", "add", address + "/24", "dev", "eth0");
        run(name, "ip", "link", "set", "eth0", "up");
        run(name, "ip", "route", "add", "default", "via", "10.199.7.254");
    }

    /** The bridge that the CNI plugin would make with the first pod. */
    void bridge(String node, String gateway) throws Exception {
        run(node, "ip", "link", "add", "cbr0", "type", "bridge");
        run(node, "ip", "addr", "add", gateway + "/24", "dev", "cbr0");
        run(node, "ip", "link", "set", "cbr0", "up");
    }

    /** A pod that tells its name to whoever asks at port 8080. */
    void pod(String node, String name, String ip, String gateway) throws Exception {
        namespace(name);
        var device = "veth-" + name;
        run(node, "ip", "link", "add", device, "type", "veth", "peer", "name", "eth0", "netns", prefix + name);
        run(node, "ip", "link", "set", device, "master", "cbr0", "up");
        run(node, "ip", "link", "set", device, "type", "bridge_slave", "hairpin", "on");
        run(name, "ip", "addr", "add", ip + "/24", "dev", "eth0");
        run(name, "ip", "link", "set", "eth0", "up");
        run(name, "ip", "route", "add", "default", "via", gateway);
        var root = Files.createDirectories(folder.resolve(name).resolve("cgi-bin"));
        var script = Files.writeString(
                root.resolve("who"),
                "#!/bin/sh\nprintf 'Content-Type: text/plain\\n\\n" + name + " %s' \"$REMOTE_ADDR\"\n");
        if (!script.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + script + " executable");
        }
        servers.add(new ProcessBuilder(command(
                        name,
                        "busybox",
                        "httpd",
                        "-f",
                        "-p",
                        "8080",
                        "-h",
                        folder.resolve(name).toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    private void namespace(String name) throws Exception {
        exec(List.of("ip", "netns", "add", prefix + name));
        namespaces.add(name);
        run(name, "ip", "link", "set", "lo", "up");
    }

    NetworkContext network(String name) {
        return new NetworkContext() {
            @Override
            public <T> T call(Callable<T> action) {
                throw new UnsupportedOperationException("commands only");
            }

            @Override
            public List<String> commandPrefix() {
                return List.of("nsenter", "--net=/run/netns/" + prefix + name, "--");
            }
        };
    }

    private List<String> command(String namespace, String... words) {
        var command = new ArrayList<>(network(namespace).commandPrefix());
        command.addAll(List.of(words));
        return command;
    }

    String run(String namespace, String... words) throws Exception {
        return exec(command(namespace, words));
    }

    private static String exec(List<String> command) throws Exception {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes()).strip();
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
        return output;
    }

    /** What the server at the address says to a client in the namespace: the pod's name and the client's address it saw. */
    String ask(String from, String address) {
        try {
            return run(from, "curl", "-sS", "-m", "3", "http://" + address + "/cgi-bin/who")
                    .replaceFirst("\\[::ffff:(.*)]", "$1");
        } catch (Exception e) {
            return "failed: " + e.getMessage();
        }
    }

    void close() throws Exception {
        for (var server : servers) {
            server.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
        for (var namespace : namespaces.reversed()) {
            exec(List.of("ip", "netns", "del", prefix + namespace));
        }
    }
}
