package io.navarch.embedded.engine;

import io.navarch.embedded.ContainerHandle;
import io.navarch.embedded.ContainerProgram;
import io.navarch.embedded.Engine;
import io.navarch.runtime.Clock;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** What was said of images, for all nodes of a cluster. Thread-safe. */
public final class ClusterEngine implements Engine {
    private final Clock clock;
    private final Supplier<ServerAccess> access;
    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private final List<NodeEngine> nodes = new CopyOnWriteArrayList<>();

    /** One thing that was said. */
    private record Rule(ImagePattern image, Part part) {}

    /**
     * How processes come to the API server.
     *
     * @param authority the certificate, in PEM, that signed the server's
     */
    public record ServerAccess(String url, String authority) {}

    public ClusterEngine(Clock clock, Supplier<ServerAccess> access) {
        this.clock = clock;
        this.access = access;
    }

    /** Says the same as another engine does now. */
    public void sayAs(ClusterEngine other) {
        rules.addAll(other.rules);
    }

    /** The part of the engine on a new node. */
    public NodeEngine join(String nodeName) {
        var node = new NodeEngine(this, nodeName, clock);
        nodes.add(node);
        return node;
    }

    void leave(NodeEngine node) {
        nodes.remove(node);
    }

    ServerAccess access() {
        return access.get();
    }

    /** What was said of the image, the newest first. */
    <P extends Part> List<P> parts(String image, Class<P> kind) {
        return rules.stream()
                .filter(rule -> kind.isInstance(rule.part()) && rule.image().matches(image))
                .map(rule -> kind.cast(rule.part()))
                .toList();
    }

    /** What the containers of the image run: the newest program or process; empty for what their command says. */
    Optional<Part> main(String image) {
        return rules.stream()
                .filter(rule -> rule.part() instanceof Part.Program || rule.part() instanceof Part.Process)
                .filter(rule -> rule.image().matches(image))
                .map(Rule::part)
                .findFirst();
    }

    boolean isOrdinary() {
        return rules.isEmpty();
    }

    private Engine add(String image, Part part) {
        rules.addFirst(new Rule(ImagePattern.of(image), part));
        return this;
    }

    @Override
    public Engine onStart(String image, ContainerProgram program) {
        return add(image, new Part.Program(program));
    }

    @Override
    public Engine serve(String image, int port, InetSocketAddress server) {
        return add(image, new Part.Server(port, server));
    }

    @Override
    public Engine process(String image) {
        return add(image, new Part.Process());
    }

    @Override
    public Engine failPulls(String image, String message) {
        return add(image, new Part.PullFailure(message));
    }

    @Override
    public Engine forget(String image) {
        rules.removeIf(rule -> rule.image().text().equals(image));
        return this;
    }

    @Override
    public Optional<ContainerHandle> container(String namespace, String pod, String container) {
        return nodes.stream()
                .flatMap(node -> node.find(namespace, pod, container).stream())
                .findFirst();
    }
}
