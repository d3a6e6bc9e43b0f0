package io.navarch.systemtests;

import static io.navarch.systemtests.fixture.Waiting.awaitThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.systemtests.fixture.Http;
import io.navarch.systemtests.fixture.IdleMachine;
import io.navarch.systemtests.fixture.Kubectl;
import io.navarch.systemtests.fixture.MachineState;
import io.navarch.systemtests.fixture.RunningNavarch;
import io.navarch.systemtests.fixture.SystemTest;
import io.navarch.systemtests.image.LocalRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code navarch reset}: the machine is as if there had never been a cluster. */
@SystemTest
final class ResetTest {
    private static final String PODS = """
            apiVersion: v1
            kind: Pod
            metadata: {name: web, labels: {app: web}}
            spec:
              containers:
              - name: main
                image: appstore:5000/liuwenmao/django-hello
                ports: [{containerPort: 8111, hostPort: 18093}]
                volumeMounts: [{name: scratch, mountPath: /scratch}]
              volumes: [{name: scratch, emptyDir: {medium: Memory}}]
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {type: NodePort, selector: {app: web}, ports: [{port: 80, targetPort: 8111}]}
            """;

    @Test
    void nothingIsLeftOfNodesPodsAndServices(IdleMachine machine, LocalRegistry registry) throws Exception {
        assertThat(machine).isNotNull();
        List<String> before = MachineState.now();
        RunningNavarch navarch = cluster(registry, "2");
        assertThat(navarch.run("status").mustSucceed())
                .containsPattern("nodes +\\S+ +Ready +10\\.250\\.0\\.1 .*\n +\\S+-2 +Ready ");
        navarch.close();
        assertThat(MachineState.now()).containsExactlyElementsOf(before);
    }

    @Test
    void nothingIsLeftWhenTheProcessWasKilledBefore(IdleMachine machine, LocalRegistry registry) throws Exception {
        assertThat(machine).isNotNull();
        List<String> before = MachineState.now();
        RunningNavarch navarch = cluster(registry, "1");
        navarch.kill();
        assertThat(MachineState.now()).as("pods run on").isNotEqualTo(before);
        navarch.close();
        assertThat(MachineState.now()).containsExactlyElementsOf(before);
    }

    private static RunningNavarch cluster(LocalRegistry registry, String nodes) throws Exception {
        String host = nodes.equals("1") ? "127.0.0.1" : "10.250.0.1";
        RunningNavarch navarch = RunningNavarch.start(
                "--nodes", nodes, "--registry", "appstore:5000=http://" + host + ":" + registry.port());
        Kubectl kubectl = navarch.kubectl();
        awaitThat(Duration.ofSeconds(30), () -> kubectl.out("get", "serviceaccount", "default"));
        kubectl.apply(PODS);
        kubectl.out("wait", "--for=condition=Ready", "pod/web", "--timeout=60s");
        String node = kubectl.out("get", "pod", "web", "-o", "jsonpath={.status.hostIP}");
        awaitThat(Duration.ofSeconds(30), () -> assertThat(Http.get("http://" + node + ":18093/"))
                .contains("Hostname: web"));
        return navarch;
    }
}
