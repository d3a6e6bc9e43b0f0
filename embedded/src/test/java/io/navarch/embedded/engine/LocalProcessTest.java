package io.navarch.embedded.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.client.Call;
import io.navarch.client.DeleteOptions;
import io.navarch.embedded.cluster.EmbeddedCluster;
import io.navarch.model.core.v1.ConfigMap;
import io.navarch.model.core.v1.Pod;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Containers that are processes of this machine. */
@DisabledOnOs(OS.WINDOWS)
class LocalProcessTest {
    private static EmbeddedCluster cluster;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws InterruptedException {
        cluster = EmbeddedCluster.start(1);
        cluster.engine().process("proc*");
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private static void create(String spec) {
        cluster.client()
                .of(Pod.KIND, "default")
                .create(Pod.KIND.read(("{'apiVersion':'v1','kind':'Pod'," + spec + "}")
                        .replace('\'', '"')
                        .getBytes(StandardCharsets.UTF_8)));
    }

    private static String logs(String pod) throws IOException {
        try (var stream =
                cluster.client().transport().stream(Call.get("/api/v1/namespaces/default/pods/" + pod + "/log"))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void runsTheCommandWithItsEnvironmentAndFiles() throws IOException {
        cluster.client().of(ConfigMap.KIND, "default").create(ConfigMap.KIND.read("""
                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"conf"},"data":{"greeting":"hi"}}""".getBytes(
                        StandardCharsets.UTF_8)));
        create("""
                'metadata':{'name':'runner'},'spec':{'restartPolicy':'Never',
                'volumes':[{'name':'v','configMap':{'name':'conf'}}],
                'containers':[{'name':'c','image':'process:1','env':[{'name':'WHO','value':'world'}],
                'command':['sh','-c','echo $(cat $NAVARCH_ROOT/etc/v/greeting) $WHO; grep -c token $KUBECONFIG; echo bad >&2; exit 3'],
                'volumeMounts':[{'name':'v','mountPath':'/etc/v'}]}]}""");
        var pod = Waits.pod(
                cluster.client(), "runner", ended -> ended.status().phase().equals("Failed"));
        assertThat(pod.status().containerStatuses().get(0).state().terminated().exitCode())
                .isEqualTo(3);
        assertThat(logs("runner").lines()).containsExactlyInAnyOrder("hi world", "1", "bad");
    }

    @Test
    void stopsItWithTheSignalAndServesItsPort() throws Exception {
        Files.writeString(folder.resolve("Hello.java"), """
                import com.sun.net.httpserver.HttpServer;
                import java.net.InetSocketAddress;
                class Hello {
                    public static void main(String[] args) throws Exception {
                        int port = Integer.parseInt(System.getenv("NAVARCH_PORT_8080"));
                        var server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
                        server.createContext("/", exchange -> {
                            exchange.sendResponseHeaders(200, 2);
                            exchange.getResponseBody().write("ok".getBytes());
                            exchange.close();
                        });
                        server.start();
                    }
                }""");
        create("""
                'metadata':{'name':'server'},'spec':{'terminationGracePeriodSeconds':10,'containers':[{'name':'c',
                'image':'process:1','ports':[{'containerPort':8080}],'command':['%s/bin/java','%s/Hello.java'],
                'readinessProbe':{'periodSeconds':1,'httpGet':{'path':'/','port':8080}}}]}""".formatted(System.getProperty("java.home"), folder));
        Waits.pod(cluster.client(), "server", Waits::isReady);
        var answer = cluster.client().transport().call(Call.get("/api/v1/namespaces/default/pods/server:8080/proxy/"));
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo("ok");
        cluster.client().of(Pod.KIND, "default").delete("server", DeleteOptions.BACKGROUND);
        Waits.gone(cluster.client(), "server");
    }

    @Test
    void saysWhenThereIsNoSuchProgram() {
        create("""
                'metadata':{'name':'nothing'},'spec':{'restartPolicy':'Never','containers':[{'name':'c',
                'image':'process','command':['/no/such/program']}]}""");
        var pod = Waits.pod(
                cluster.client(), "nothing", ended -> ended.status().phase().equals("Failed"));
        var ended = pod.status().containerStatuses().get(0).state().terminated();
        assertThat(ended.exitCode()).isEqualTo(128);
        assertThat(ended.reason()).isEqualTo("StartError");
        assertThat(ended.message()).contains("exec: \"/no/such/program\": executable file not found in $PATH");
    }
}
