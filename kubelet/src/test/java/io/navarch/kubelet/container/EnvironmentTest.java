package io.navarch.kubelet.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.kubelet.NodeObjects;
import io.navarch.model.core.v1.ConfigMap;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.Secret;
import io.navarch.model.core.v1.Service;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EnvironmentTest {
    private static final NodeObjects OBJECTS = new NodeObjects() {
        @Override
        public Optional<ConfigMap> configMap(String namespace, String name) {
            return name.equals("m")
                    ? Optional.of(ConfigMap.EMPTY.withData(Map.of("k", "v", "colour", "red")))
                    : Optional.empty();
        }

        @Override
        public Optional<Secret> secret(String namespace, String name) {
            return name.equals("s")
                    ? Optional.of(Secret.EMPTY.withData(Map.of("password", "c2VjcmV0")))
                    : Optional.empty();
        }

        @Override
        public Collection<Service> services() {
            return List.of(
                    service("default", "kubernetes", "10.96.0.1", 443), service("shop", "cart-db", "10.96.0.7", 5432));
        }
    };

    private static Service service(String namespace, String name, String ip, int port) {
        return Service.KIND.read("""
                {"metadata":{"name":"%s","namespace":"%s"},
                 "spec":{"clusterIP":"%s","ports":[{"name":"tcp","port":%d,"protocol":"TCP"}]}}""".formatted(name, namespace, ip, port).getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, String> environment(String container) {
        var pod = Pod.KIND.read("""
                {"metadata":{"name":"p","namespace":"shop","uid":"u","labels":{"app":"x"},"annotations":{"a":"1"}},
                 "spec":{"nodeName":"n","containers":[%s]},"status":{"podIP":"10.1.1.1"}}""".formatted(container).getBytes(StandardCharsets.UTF_8));
        return Environment.of(OBJECTS, pod, pod.spec().containers().get(0), Map.of("memory", "2Gi", "cpu", "4"));
    }

    @Test
    void knowsTheServicesOfItsNamespaceAndTheApi() {
        var environment = environment("{\"name\":\"c\"}");
        assertThat(environment)
                .containsEntry("KUBERNETES_SERVICE_HOST", "10.96.0.1")
                .containsEntry("CART_DB_SERVICE_PORT", "5432")
                .containsEntry("CART_DB_SERVICE_PORT_TCP", "5432")
                .containsEntry("CART_DB_PORT_5432_TCP", "tcp://10.96.0.7:5432");
    }

    @Test
    void takesMapsThenVariablesWhichMayReferToEarlierOnes() {
        var environment = environment("""
                {"name":"c","envFrom":[{"prefix":"M_","configMapRef":{"name":"m"}}],
                 "env":[{"name":"ONE","value":"1"},{"name":"TWO","value":"$(ONE)-$(M_colour)-$(NONE)-$$(ONE)"},
                        {"name":"WORD","valueFrom":{"secretKeyRef":{"name":"s","key":"password"}}},
                        {"name":"MAYBE","valueFrom":{"configMapKeyRef":{"name":"m","key":"x","optional":true}}}]}""");
        assertThat(environment)
                .containsEntry("M_k", "v")
                .containsEntry("TWO", "1-red-$(NONE)-$(ONE)")
                .containsEntry("WORD", "secret")
                .doesNotContainKey("MAYBE");
    }

    @Test
    void readsThePodsOwnFieldsAndResources() {
        var environment = environment("""
                {"name":"c","resources":{"limits":{"cpu":"1500m"},"requests":{"memory":"64Mi"}},
                 "env":[{"name":"IP","valueFrom":{"fieldRef":{"fieldPath":"status.podIP"}}},
                        {"name":"APP","valueFrom":{"fieldRef":{"fieldPath":"metadata.labels['app']"}}},
                        {"name":"CPU","valueFrom":{"resourceFieldRef":{"resource":"limits.cpu"}}},
                        {"name":"MI","valueFrom":{"resourceFieldRef":{"resource":"requests.memory","divisor":"1Mi"}}},
                        {"name":"MOST","valueFrom":{"resourceFieldRef":{"resource":"limits.memory","divisor":"1Gi"}}}]}""");
        assertThat(environment)
                .containsEntry("IP", "10.1.1.1")
                .containsEntry("APP", "x")
                .containsEntry("CPU", "2")
                .containsEntry("MI", "64")
                .containsEntry("MOST", "2");
    }

    @Test
    void saysWhatIsMissingInUpstreamsWords() {
        assertThatThrownBy(() -> environment("{\"name\":\"c\",\"envFrom\":[{\"configMapRef\":{\"name\":\"none\"}}]}"))
                .isInstanceOf(ContainerConfigException.class)
                .hasMessage("configmap \"none\" not found");
        assertThatThrownBy(
                        () -> environment(
                                "{\"name\":\"c\",\"env\":[{\"name\":\"A\",\"valueFrom\":{\"secretKeyRef\":{\"name\":\"s\",\"key\":\"x\"}}}]}"))
                .hasMessage("couldn't find key x in Secret shop/s");
    }
}
