package example.official;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.AppsV1Api;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1DeploymentSpec;
import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import io.kubernetes.client.util.PatchUtils;
import io.navarch.embedded.NavarchCluster;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;

/** What the tests with the official client have in common: a client of the cluster and objects to try it on. */
abstract class ClientTest {
    static final String NAMESPACE = "default";
    static final int SECONDS = 20;

    ApiClient client;
    CoreV1Api core;
    AppsV1Api apps;

    @BeforeEach
    void connect(NavarchCluster cluster) throws Exception {
        client = ClientBuilder.kubeconfig(KubeConfig.loadKubeConfig(new StringReader(cluster.kubeconfig())))
                .build();
        // Watches wait for as long as nothing happens.
        client.setReadTimeout(0);
        core = new CoreV1Api(client);
        apps = new AppsV1Api(client);
    }

    static V1ConfigMap map(String name, Map<String, String> labels, Map<String, String> data) {
        return new V1ConfigMap()
                .apiVersion("v1")
                .kind("ConfigMap")
                .metadata(new V1ObjectMeta().name(name).namespace(NAMESPACE).labels(labels))
                .data(data);
    }

    V1ConfigMap create(V1ConfigMap map) throws ApiException {
        return core.createNamespacedConfigMap(NAMESPACE, map).execute();
    }

    V1ConfigMap patch(String name, String format, String patch) throws ApiException {
        return PatchUtils.patch(
                V1ConfigMap.class,
                () -> core.patchNamespacedConfigMap(name, NAMESPACE, new V1Patch(patch))
                        .buildCall(null),
                format,
                client);
    }

    static V1Pod pod(String name, String... command) {
        return new V1Pod()
                .metadata(new V1ObjectMeta().name(name))
                .spec(new V1PodSpec()
                        .containers(List.of(new V1Container()
                                .name("main")
                                .image("main:1")
                                .command(command.length == 0 ? null : List.of(command)))));
    }

    V1Pod running(V1Pod pod) throws Exception {
        var name =
                core.createNamespacedPod(NAMESPACE, pod).execute().getMetadata().getName();
        await(name + " runs", () -> phase(name).equals("Running"));
        return core.readNamespacedPod(name, NAMESPACE).execute();
    }

    String phase(String pod) throws ApiException {
        return core.readNamespacedPod(pod, NAMESPACE).execute().getStatus().getPhase();
    }

    static V1Deployment deployment(String name, int replicas) {
        var labels = Map.of("app", name);
        return new V1Deployment()
                .metadata(new V1ObjectMeta().name(name))
                .spec(new V1DeploymentSpec()
                        .replicas(replicas)
                        .selector(new V1LabelSelector().matchLabels(labels))
                        .template(new V1PodTemplateSpec()
                                .metadata(new V1ObjectMeta().labels(labels))
                                .spec(new V1PodSpec()
                                        .containers(List.of(
                                                new V1Container().name("web").image("web:1"))))));
    }

    static ApiException refusal(ThrowingCallable call) {
        return catchThrowableOfType(ApiException.class, call);
    }

    static void await(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!condition.call()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("still not: " + what);
            }
            Thread.sleep(20);
        }
    }
}
