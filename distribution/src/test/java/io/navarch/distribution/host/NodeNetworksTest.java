package io.navarch.distribution.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.navarch.distribution.cluster.Cidr;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Makes real namespaces under a bridge name of this process, and removes them. */
final class NodeNetworksTest {
    private final String bridge = "nvt" + ProcessHandle.current().pid() % 1_000_000;
    private final NodeNetworks networks =
            new NodeNetworks(bridge, Cidr.of("10.249.7.0/24"), Cidr.of("10.249.128.0/17"));

    @BeforeEach
    void needsRoot() {
        assumeTrue(OperatingSystem.isRoot() && HostCommand.find("iptables").isPresent(), "needs root and iptables");
        networks.ensure();
    }

    @AfterEach
    void remove() {
        if (OperatingSystem.isRoot()) {
            networks.remove();
        }
    }

    @Test
    void aServerOpenedInANodesNamespaceIsReachedThereAndNotOnTheHost() throws Exception {
        NodeNetworks.Node node = networks.ensureNode(2);
        try (ServerSocketChannel server =
                node.namespace().call(() -> ServerSocketChannel.open().bind(new InetSocketAddress("0.0.0.0", 0)))) {
            int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
            Thread.startVirtualThread(() -> answer(server));

            try (SocketChannel client = SocketChannel.open(new InetSocketAddress(node.address(), port))) {
                ByteBuffer answer = ByteBuffer.allocate(1);
                client.read(answer);
                assertThat(answer.get(0)).isEqualTo((byte) 'y');
                assertThat(client.getLocalAddress().toString()).startsWith("/10.249.7.1:");
            }
            assertThatThrownBy(() -> SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> SocketChannel.open(new InetSocketAddress(networks.hostAddress(), port)))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void clientsAndDatagramsOfANodeComeFromItsAddressAndReachTheOtherNode() throws Exception {
        NodeNetworks.Node two = networks.ensureNode(2);
        NodeNetworks.Node three = networks.ensureNode(3);
        try (DatagramChannel receiver =
                        three.namespace().call(() -> DatagramChannel.open().bind(new InetSocketAddress("0.0.0.0", 0)));
                DatagramChannel sender = two.namespace().call(DatagramChannel::open)) {
            int port = ((InetSocketAddress) receiver.getLocalAddress()).getPort();
            sender.send(ByteBuffer.wrap(new byte[] {1}), new InetSocketAddress(three.address(), port));
            var from = (InetSocketAddress) receiver.receive(ByteBuffer.allocate(8));
            assertThat(from.getAddress()).isEqualTo(two.address());
        }
    }

    @Test
    void theCallersThreadStaysInTheHostsNetwork() throws Exception {
        NodeNetworks.Node node = networks.ensureNode(2);
        InetSocketAddress nodes = new InetSocketAddress(node.address(), 0);
        node.namespace().call(() -> ServerSocketChannel.open().bind(nodes)).close();
        assertThatThrownBy(() -> ServerSocketChannel.open().bind(nodes)).isInstanceOf(BindException.class);
        assertThatThrownBy(() -> node.namespace().call(() -> {
                    throw new IOException("as thrown");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("as thrown");
    }

    @Test
    void commandsRunInTheNamespaceThroughItsPrefix() {
        NodeNetworks.Node node = networks.ensureNode(2);
        List<String> command = new java.util.ArrayList<>(node.namespace().commandPrefix());
        command.addAll(List.of("ip", "-br", "addr", "show", "eth0"));
        assertThat(HostCommand.run(command).output()).contains("10.249.7.2/24");
    }

    @Test
    void makingItTwiceChangesNothingAndRemovingItLeavesNothing() {
        networks.ensureNode(2);
        String before = HostCommand.must("iptables-save", "-t", "nat");
        networks.ensure();
        networks.ensureNode(2);
        assertThat(rules(HostCommand.must("iptables-save", "-t", "nat")))
                .isEqualTo(rules(before))
                .isNotEmpty();
        networks.remove();
        assertThat(rules(HostCommand.must("iptables-save"))).isEmpty();
        assertThat(HostCommand.must("ip", "netns", "list")).doesNotContain(bridge);
        assertThat(Path.of("/sys/class/net", bridge)).doesNotExist();
    }

    @Test
    void aNodeThatIsUnpluggedIsPluggedInAgain() throws Exception {
        NodeNetworks.Node node = networks.ensureNode(2);
        networks.unplug(2);
        assertThat(HostCommand.must("ip", "-br", "link", "show", bridge + "-2")).contains("DOWN");
        networks.ensureNode(2);
        try (ServerSocketChannel server =
                node.namespace().call(() -> ServerSocketChannel.open().bind(new InetSocketAddress("0.0.0.0", 0)))) {
            int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
            SocketChannel.open(new InetSocketAddress(node.address(), port)).close();
        }
    }

    @Test
    void aNamespaceThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> new NetworkNamespace(Path.of("/run/netns/nvt-none")).call(() -> 1))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot open the network namespace /run/netns/nvt-none (errno 2)");
    }

    private List<String> rules(String saved) {
        return saved.lines()
                .filter(line -> line.contains("navarch nodes " + bridge + "\""))
                .toList();
    }

    private static void answer(ServerSocketChannel server) {
        try (SocketChannel accepted = server.accept()) {
            accepted.write(ByteBuffer.wrap(new byte[] {'y'}));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
