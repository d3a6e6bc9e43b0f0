package io.navarch.network.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class CorefileTest {
    @Test
    void readsBlocksDirectivesAndTheirLines() {
        var corefile = Corefile.parse("""
                # stub domain
                example.org:53 example.net {
                    forward . 10.0.0.1 10.0.0.2:5353 {
                        policy sequential # in order
                    }
                    log
                }
                .:53 {
                    hosts {
                        10.1.1.1 "one.example" two
                        fallthrough
                    }
                }
                """);
        assertThat(corefile.blocks()).hasSize(2);
        var first = corefile.blocks().getFirst();
        assertThat(first.zones()).containsExactly("example.org", "example.net");
        assertThat(first.directives()).extracting(Corefile.Directive::name).containsExactly("forward", "log");
        assertThat(first.directives().getFirst().arguments()).containsExactly(".", "10.0.0.1", "10.0.0.2:5353");
        assertThat(first.directives().getFirst().option("policy")).containsExactly("sequential");
        var hosts = corefile.blocks().get(1).directives().getFirst();
        assertThat(hosts.body()).contains(List.of("10.1.1.1", "one.example", "two"));
        assertThat(hosts.hasOption("fallthrough")).isTrue();
        assertThat(corefile.blocks().get(1).zones()).containsExactly(".");
    }

    @Test
    void readsWhatItWritesForANewCluster() {
        var block = Corefile.parse(Corefile.usualText("cluster.local")).blocks().getFirst();
        assertThat(block.directives())
                .extracting(Corefile.Directive::name)
                .containsExactly(
                        "errors",
                        "health",
                        "ready",
                        "kubernetes",
                        "prometheus",
                        "forward",
                        "cache",
                        "loop",
                        "reload",
                        "loadbalance");
    }

    @Test
    void refusesWhatHasNoEnd() {
        assertThatThrownBy(() -> Corefile.parse(". {\n  forward . 1.1.1.1\n")).hasMessageContaining("without an end");
        assertThatThrownBy(() -> Corefile.parse("forward . 1.1.1.1\n")).hasMessageContaining("server block");
    }

    @Test
    void nameServersAreReadAndOnesOwnAreLeftOut() {
        assertThat(ResolvConf.parse(
                        List.of(
                                "search x",
                                "nameserver 10.96.0.10",
                                "nameserver 127.0.0.53",
                                "nameserver  fe80::1%eth0"),
                        java.util.Set.of("10.96.0.10")))
                .extracting(server -> server.getAddress().getHostAddress() + " " + server.getPort())
                .first()
                .isEqualTo("127.0.0.53 53");
    }
}
