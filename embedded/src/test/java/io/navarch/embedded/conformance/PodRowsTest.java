package io.navarch.embedded.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** [sig-node], as far as simulated pods can show it. */
class PodRowsTest {
    private static Lab lab;

    @BeforeAll
    static void start() throws InterruptedException {
        lab = new Lab(1);
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    private static Tree pod(String name, String spec) {
        return lab.create(
                "pods", "{'metadata':{'name':'%1$s','labels':{'name':'%1$s'}},'spec':{%2$s}}".formatted(name, spec));
    }

    private static final String PLAIN = "'containers':[{'name':'c','image':'pause:3'}]";

    private static void awaitPhase(String name, String phase) throws InterruptedException {
        lab.until(() -> assertThat(lab.get("pods/" + name).text("status/phase")).isEqualTo(phase));
    }

    private static String log(String name) {
        return new String(
                lab.call("GET", "pods/" + name + "/log", "", new byte[0]).body(), StandardCharsets.UTF_8);
    }

    /** Pod Generation: should start at 1 and increment per update; graceful delete. */
    @Test
    void generation() throws InterruptedException {
        var made = lab.create(
                "pods",
                "{'metadata':{'name':'gen','generation':100},'spec':{'activeDeadlineSeconds':5000,'terminationGracePeriodSeconds':30,'containers':[{'name':'c','image':'pause:3'}]}}"
                        .replace("'containers'", "'tolerations':[{'key':'a','operator':'Exists'}],'containers'"));
        assertThat(made.number("metadata/generation")).isEqualTo(1);
        awaitPhase("gen", "Running");
        lab.until(() -> assertThat(lab.get("pods/gen").number("status/observedGeneration"))
                .isEqualTo(1));
        lab.merge("pods/gen", "{'metadata':{'labels':{'a':'b'}}}");
        assertThat(lab.get("pods/gen").number("metadata/generation")).isEqualTo(1);
        lab.merge("pods/gen", "{'spec':{'activeDeadlineSeconds':4000}}");
        lab.strategic("pods/gen", "{'spec':{'containers':[{'name':'c','image':'pause:4'}]}}");
        assertThat(lab.get("pods/gen").number("metadata/generation")).isEqualTo(3);
        lab.until(() -> assertThat(lab.get("pods/gen").number("status/observedGeneration"))
                .isEqualTo(3));
        for (int i = 0; i < 30; i++) {
            lab.merge("pods/gen", "{'spec':{'activeDeadlineSeconds':%d}}".formatted(3000 - i));
        }
        lab.until(() -> assertThat(lab.get("pods/gen").number("status/observedGeneration"))
                .isEqualTo(33));
        assertThat(lab.get("pods/gen").list("status/conditions"))
                .allMatch(condition -> condition.number("observedGeneration") > 0);
        lab.create("pods", "{'metadata':{'name':'going','finalizers':['example.com/f']},'spec':{%s}}".formatted(PLAIN));
        awaitPhase("going", "Running");
        lab.delete("pods/going");
        assertThat(lab.get("pods/going").number("metadata/generation")).isEqualTo(2);
        lab.merge("pods/going", "{'metadata':{'finalizers':null}}");
    }

    /** Pods Set QOS Class should be set on Pods with matching resource requests and limits for memory and cpu. */
    @Test
    void qualityOfService() {
        var limits =
                "'containers':[{'name':'c','image':'i','resources':{'requests':{'cpu':'100m','memory':'100Mi'},'limits':{'cpu':'100m','memory':'100Mi'}}}]";
        assertThat(pod("qos-guaranteed", limits).text("status/qosClass")).isEqualTo("Guaranteed");
        assertThat(pod("qos-burstable", limits.replace("'limits':{'cpu':'100m',", "'limits':{'cpu':'200m',"))
                        .text("status/qosClass"))
                .isEqualTo("Burstable");
        assertThat(pod("qos-none", PLAIN).text("status/qosClass")).isEqualTo("BestEffort");
    }

    /** Pods should be submitted and removed; should be updated; should patch a pod status; lifecycle of Pods and PodStatus. */
    @Test
    void lifecycle() throws InterruptedException {
        pod("life", PLAIN);
        awaitPhase("life", "Running");
        assertThat(lab.get("pods/life").text("status/hostIP")).isNotEmpty();
        assertThat(lab.get("pods/life").text("status/hostIPs/0/ip"))
                .isEqualTo(lab.get("pods/life").text("status/hostIP"));
        lab.change("pods/life", it -> it.with("metadata/labels/time", "now"));
        assertThat(lab.list("pods?labelSelector=time=now")).hasSize(1);
        var status = lab.strategic(
                "pods/life/status",
                "{'metadata':{'annotations':{'x':'y'}},'status':{'message':'Patched by e2e','reason':'E2E'}}");
        assertThat(status.text("status/message") + status.text("status/reason")).isEqualTo("Patched by e2eE2E");
        lab.change("pods/life", "/status", it -> it.with("status/conditions/0/status", "False"));
        assertThat(lab.refusal("PATCH", "pods/life", "{'spec':{'nodeName':'other'}}"))
                .startsWith(
                        "422 Invalid: Pod \"life\" is invalid: spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`");
        lab.delete("pods/life", Map.of("gracePeriodSeconds", 30L));
        assertThat(lab.gone("pods/life") || lab.get("pods/life").number("metadata/deletionGracePeriodSeconds") == 30)
                .isTrue();
        lab.until(() -> assertThat(lab.gone("pods/life")).isTrue());
        // A collection of pods.
        for (int i = 0; i < 3; i++) {
            lab.create(
                    "pods",
                    "{'metadata':{'name':'coll-%d','labels':{'type':'Testing'}},'spec':{%s}}".formatted(i, PLAIN));
        }
        lab.delete("pods?labelSelector=type=Testing", Map.of("gracePeriodSeconds", 0L));
        lab.until(() -> assertThat(lab.list("pods?labelSelector=type=Testing")).isEmpty());
    }

    /** Ephemeral Containers: will start in an existing pod; should update the ephemeral containers in an existing pod. */
    @Test
    void ephemeralContainers() throws InterruptedException {
        pod("debugged", PLAIN);
        awaitPhase("debugged", "Running");
        lab.strategic(
                "pods/debugged/ephemeralcontainers",
                "{'spec':{'ephemeralContainers':[{'name':'debugger','image':'busybox','targetContainerName':'c','command':['sh','-c','echo polo']}]}}");
        lab.until(() -> assertThat(lab.get("pods/debugged").list("status/ephemeralContainerStatuses"))
                .hasSize(1));
        lab.until(() -> assertThat(lab.get("pods/debugged")
                        .at("status/ephemeralContainerStatuses/0/state/terminated")
                        .there())
                .isTrue());
        assertThat(new String(
                        lab.call("GET", "pods/debugged/log?container=debugger", "", new byte[0])
                                .body(),
                        StandardCharsets.UTF_8))
                .isEqualTo("polo\n");
        lab.change(
                "pods/debugged",
                "/ephemeralcontainers",
                it -> it.with(
                        "spec/ephemeralContainers",
                        List.of(
                                it.at("spec/ephemeralContainers/0").value(),
                                Tree.of("{'name':'second','image':'busybox'}").value())));
        lab.until(() -> assertThat(lab.get("pods/debugged").list("status/ephemeralContainerStatuses"))
                .hasSize(2));
        assertThat(lab.refusal("PATCH", "pods/debugged", "{'spec':{'ephemeralContainers':null}}"))
                .startsWith("422 Invalid");
    }

    /** Pod InPlace Resize Container, and resize pod via the replace endpoint. */
    @Test
    void resize() throws InterruptedException {
        pod(
                "sized",
                "'containers':[{'name':'c1','image':'i','resources':{'requests':{'cpu':'100m','memory':'100Mi'},'limits':{'cpu':'100m','memory':'100Mi'}}},{'name':'c2','image':'i','resources':{'requests':{'cpu':'200m','memory':'100Mi'},'limits':{'cpu':'200m','memory':'100Mi'}}}]");
        awaitPhase("sized", "Running");
        assertThat(lab.get("pods/sized").text("status/containerStatuses/0/resources/requests/cpu"))
                .isEqualTo("100m");
        lab.strategic(
                "pods/sized/resize",
                "{'spec':{'containers':[{'name':'c1','resources':{'requests':{'cpu':'150m','memory':'150Mi'},'limits':{'cpu':'150m','memory':'150Mi'}}},{'name':'c2','resources':{'requests':{'cpu':'150m'},'limits':{'cpu':'150m'}}}]}}");
        lab.until(() -> {
            assertThat(lab.get("pods/sized").text("status/containerStatuses/0/resources/limits/cpu"))
                    .isEqualTo("150m");
            assertThat(lab.get("pods/sized").text("status/containerStatuses/0/allocatedResources/memory"))
                    .isEqualTo("150Mi");
            assertThat(lab.get("pods/sized").text("status/containerStatuses/1/resources/requests/cpu"))
                    .isEqualTo("150m");
        });
        assertThat(lab.get("pods/sized").number("status/containerStatuses/0/restartCount"))
                .isZero();
        assertThat(lab.get("pods/sized").conditions()).noneMatch(condition -> condition.startsWith("PodResize"));
        lab.change("pods/sized", "/resize", it -> it.with("spec/containers/0/resources/requests/cpu", "120m")
                .with("spec/containers/0/resources/limits/cpu", "120m"));
        lab.until(() -> assertThat(lab.get("pods/sized").text("status/containerStatuses/0/resources/requests/cpu"))
                .isEqualTo("120m"));
        assertThat(lab.get("pods/sized").text("status/qosClass")).isEqualTo("Guaranteed");
        var burst = lab.get("pods/sized").with("spec/containers/0/resources/requests/cpu", "10m");
        assertThat(lab.refusal("PUT", "pods/sized/resize", burst.toString()))
                .isEqualTo(
                        "422 Invalid: Pod \"sized\" is invalid: spec: Invalid value: \"Burstable\": Pod QOS Class may not change as a result of resizing");
        // More than the node has is never possible.
        lab.strategic(
                "pods/sized/resize",
                "{'spec':{'containers':[{'name':'c1','resources':{'requests':{'cpu':'500'},'limits':{'cpu':'500'}}}]}}");
        lab.until(() -> assertThat(lab.get("pods/sized").conditions()).contains("PodResizePending=True Infeasible"));
        assertThat(lab.get("pods/sized").text("status/containerStatuses/0/resources/requests/cpu"))
                .isEqualTo("120m");
    }

    /** RuntimeClass should reject a Pod requesting a deleted or a non-existent RuntimeClass; overhead is taken over. */
    @Test
    void runtimeClasses() throws InterruptedException {
        assertThat(lab.refusal(
                        "POST",
                        "pods",
                        "{'metadata':{'name':'x'},'spec':{'runtimeClassName':'none',%s}}".formatted(PLAIN)))
                .isEqualTo("403 Forbidden: pods \"x\" is forbidden: pod rejected: RuntimeClass \"none\" not found");
        lab.create(
                "/apis/node.k8s.io/v1/runtimeclasses",
                "{'metadata':{'name':'light'},'handler':'runc','overhead':{'podFixed':{'cpu':'10m','memory':'1Mi'}}}");
        lab.until(() -> assertThat(lab.call(
                                "POST",
                                "pods?dryRun=All",
                                "{'metadata':{'name':'x'},'spec':{'runtimeClassName':'light',%s}}".formatted(PLAIN))
                        .status())
                .isEqualTo(201));
        assertThat(pod("light", "'runtimeClassName':'light'," + PLAIN).text("spec/overhead/cpu"))
                .isEqualTo("10m");
        assertThat(lab.refusal(
                        "POST",
                        "/apis/node.k8s.io/v1/runtimeclasses",
                        "{'metadata':{'name':'bad'},'handler':'Not Valid'}"))
                .startsWith("422 Invalid: RuntimeClass.node.k8s.io \"bad\" is invalid: handler: Invalid value: ");
    }

    /** Downward API, Secrets, ConfigMap and Variable Expansion: what programs find in their environment. */
    @Test
    void environment() throws InterruptedException {
        lab.create("configmaps", "{'metadata':{'name':'cm'},'data':{'one':'1','two-x':'2'}}");
        lab.create("secrets", "{'metadata':{'name':'sec'},'stringData':{'data-1':'value-1'}}");
        var seen = new java.util.concurrent.ConcurrentHashMap<String, String>();
        lab.cluster().engine().onStart("environment", container -> {
            seen.putAll(container.env());
            container.exit(0);
        });
        pod("env", """
                'restartPolicy':'Never','containers':[{'name':'c','image':'environment:1','resources':{'limits':{'cpu':'1250m'}},
                 'envFrom':[{'configMapRef':{'name':'cm'}},{'prefix':'p-','configMapRef':{'name':'cm'}}],
                 'env':[{'name':'NAME','valueFrom':{'fieldRef':{'fieldPath':'metadata.name'}}},{'name':'UID','valueFrom':{'fieldRef':{'fieldPath':'metadata.uid'}}},
                  {'name':'IP','valueFrom':{'fieldRef':{'fieldPath':'status.podIP'}}},{'name':'HOST','valueFrom':{'fieldRef':{'fieldPath':'status.hostIP'}}},
                  {'name':'CPU','valueFrom':{'resourceFieldRef':{'resource':'limits.cpu'}}},{'name':'MEM','valueFrom':{'resourceFieldRef':{'resource':'limits.memory'}}},
                  {'name':'SECRET','valueFrom':{'secretKeyRef':{'name':'sec','key':'data-1'}}},{'name':'FOO','value':'foo-value'},{'name':'FOOBAR','value':'$(FOO);;$(NAME)'}]}]""".replace("\n", ""));
        awaitPhase("env", "Succeeded");
        var pod = lab.get("pods/env");
        assertThat(seen)
                .containsEntry("NAME", "env")
                .containsEntry("UID", pod.text("metadata/uid"))
                .containsEntry("HOST", pod.text("status/hostIP"))
                .containsEntry("CPU", "2")
                .containsEntry("SECRET", "value-1")
                .containsEntry("FOOBAR", "foo-value;;env")
                .containsEntry("one", "1")
                .containsEntry("two-x", "2")
                .containsEntry("p-one", "1")
                .containsEntry("KUBERNETES_SERVICE_HOST", "10.96.0.1")
                .containsEntry("KUBERNETES_SERVICE_PORT_HTTPS", "443");
        assertThat(seen.get("IP")).isNotEmpty();
        assertThat(Long.parseLong(seen.get("MEM"))).isPositive();
    }

    /** ConfigMap and Secrets should fail to create with an empty key. */
    @Test
    void emptyKeys() {
        assertThat(lab.refusal("POST", "configmaps", "{'metadata':{'name':'bad'},'data':{'':'value-1'}}"))
                .isEqualTo(
                        "422 Invalid: ConfigMap \"bad\" is invalid: data[]: Invalid value: \"\": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')");
        assertThat(lab.refusal("POST", "secrets", "{'metadata':{'name':'bad'},'data':{'':'dmFsdWU='}}"))
                .startsWith("422 Invalid: Secret \"bad\" is invalid: data[]: Invalid value: \"\": a valid config key");
    }

    /** InitContainer: on RestartNever and RestartAlways pods, succeeding and failing. */
    @Test
    void initContainers() throws InterruptedException {
        var two =
                "'initContainers':[{'name':'init1','image':'busybox','command':['true']},{'name':'init2','image':'busybox','command':['%s']}],'restartPolicy':'%s','containers':[{'name':'run1','image':'busybox','command':['true']}]";
        pod("init-good", two.formatted("true", "Never"));
        awaitPhase("init-good", "Succeeded");
        assertThat(lab.get("pods/init-good").list("status/initContainerStatuses"))
                .hasSize(2)
                .allMatch(status -> status.number("state/terminated/exitCode") == 0);
        pod("init-bad", two.formatted("false", "Never"));
        awaitPhase("init-bad", "Failed");
        assertThat(lab.get("pods/init-bad").text("status/containerStatuses/0/state/waiting/reason"))
                .isEqualTo("PodInitializing");
        assertThat(lab.get("pods/init-bad").conditions()).contains("Initialized=False ContainersNotInitialized");
        assertThat(lab.get("pods/init-bad").message("Initialized"))
                .isEqualTo("containers with incomplete status: [init2]");
        pod("init-again", two.formatted("false", "Always"));
        lab.until(() -> assertThat(lab.get("pods/init-again").number("status/initContainerStatuses/1/restartCount"))
                .isGreaterThanOrEqualTo(3));
        assertThat(lab.get("pods/init-again").text("status/phase")).isEqualTo("Pending");
        lab.delete("pods/init-again");
    }

    /** Container Runtime: termination message from log output if TerminationMessagePolicy FallbackToLogsOnError is set. */
    @Test
    void terminationMessages() throws InterruptedException {
        pod(
                "fallback",
                "'restartPolicy':'Never','containers':[{'name':'c','image':'busybox','terminationMessagePolicy':'FallbackToLogsOnError','command':['sh','-c','echo DONE; exit 1']}]");
        awaitPhase("fallback", "Failed");
        assertThat(lab.get("pods/fallback").text("status/containerStatuses/0/state/terminated/message"))
                .isEqualTo("DONE\n");
        assertThat(lab.get("pods/fallback").text("status/containerStatuses/0/state/terminated/reason"))
                .isEqualTo("Error");
        pod(
                "quiet",
                "'restartPolicy':'Never','containers':[{'name':'c','image':'busybox','terminationMessagePolicy':'FallbackToLogsOnError','command':['sh','-c','echo DONE']}]");
        awaitPhase("quiet", "Succeeded");
        assertThat(lab.get("pods/quiet")
                        .at("status/containerStatuses/0/state/terminated/message")
                        .there())
                .isFalse();
        assertThat(log("quiet")).isEqualTo("DONE\n");
    }

    /** Probing container. */
    @Test
    void probes() throws InterruptedException {
        pod(
                "delayed",
                "'containers':[{'name':'c','image':'i','readinessProbe':{'exec':{'command':['true']},'initialDelaySeconds':30}}]");
        lab.pass(Duration.ofSeconds(25));
        assertThat(lab.get("pods/delayed").conditions()).contains("Ready=False ContainersNotReady");
        lab.until(() -> assertThat(lab.get("pods/delayed").conditions()).contains("Ready=True"));
        assertThat(lab.get("pods/delayed").number("status/containerStatuses/0/restartCount"))
                .isZero();
        lab.create(
                "pods",
                "{'metadata':{'name':'dying','annotations':{'simulated.navarch.io/live-for':'15s'}},'spec':{'containers':[{'name':'c','image':'i','livenessProbe':{'httpGet':{'path':'/healthz','port':8080},'failureThreshold':1,'periodSeconds':5}}]}}");
        lab.until(() -> assertThat(lab.get("pods/dying").number("status/containerStatuses/0/restartCount"))
                .isGreaterThanOrEqualTo(1));
        assertThat(lab.events("dying"))
                .anyMatch(event -> event.startsWith("Killing: Container c failed liveness probe, will be restarted"));
        lab.create(
                "pods",
                "{'metadata':{'name':'never','annotations':{'simulated.navarch.io/ready':'false'}},'spec':{'containers':[{'name':'c','image':'i','readinessProbe':{'exec':{'command':['false']}}}]}}");
        lab.pass(Duration.ofMinutes(2));
        assertThat(lab.get("pods/never").conditions()).contains("Ready=False ContainersNotReady");
        assertThat(lab.get("pods/never").message("Ready")).isEqualTo("containers with unready status: [c]");
    }

    /** Kubelet: a command that always fails has a terminated reason and can be deleted. Sysctls: invalid ones are rejected. */
    @Test
    void failingCommands() throws InterruptedException {
        pod("failing", "'containers':[{'name':'c','image':'busybox','command':['/bin/false']}]");
        lab.until(
                () -> assertThat(lab.get("pods/failing").text("status/containerStatuses/0/lastState/terminated/reason"))
                        .isEqualTo("Error"));
        lab.until(() -> assertThat(lab.get("pods/failing").text("status/containerStatuses/0/state/waiting/reason"))
                .isEqualTo("CrashLoopBackOff"));
        lab.delete("pods/failing");
        lab.until(() -> assertThat(lab.gone("pods/failing")).isTrue());
        assertThat(lab.refusal(
                        "POST",
                        "pods",
                        "{'metadata':{'name':'x'},'spec':{'securityContext':{'sysctls':[{'name':'foo-','value':'bar'},{'name':'kernel.shmmax','value':'1'}]},%s}}"
                                .formatted(PLAIN)))
                .startsWith(
                        "422 Invalid: Pod \"x\" is invalid: spec.securityContext.sysctls[0].name: Invalid value: \"foo-\": must have at most 253 characters and match regex");
    }

    /** Lease API; Node Lifecycle. */
    @Test
    void leasesAndNodes() throws InterruptedException {
        var leases = "coordination.k8s.io/v1:leases";
        lab.create(
                leases,
                "{'metadata':{'name':'lease'},'spec':{'holderIdentity':'holder','leaseDurationSeconds':30,'acquireTime':'2026-01-01T00:00:10.000000Z','renewTime':'2026-01-01T00:00:15.123456Z','leaseTransitions':0}}");
        assertThat(lab.get(leases + "/lease").text("spec/renewTime")).isEqualTo("2026-01-01T00:00:15.123456Z");
        lab.merge(leases + "/lease", "{'spec':{'leaseDurationSeconds':50}}");
        assertThat(lab.get(leases + "/lease").number("spec/leaseDurationSeconds"))
                .isEqualTo(50);
        assertThat(lab.refusal("PATCH", leases + "/lease", "{'spec':{'leaseDurationSeconds':0}}"))
                .startsWith(
                        "422 Invalid: Lease.coordination.k8s.io \"lease\" is invalid: spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0");
        lab.create(
                "/api/v1/nodes",
                "{'metadata':{'name':'e2e-fake-node'},'status':{'phase':'Running','conditions':[{'type':'Ready','status':'True'}]}}");
        lab.merge("/api/v1/nodes/e2e-fake-node", "{'metadata':{'labels':{'patched':'true'}}}");
        assertThat(lab.list("/api/v1/nodes?labelSelector=patched=true")).hasSize(1);
        lab.change("/api/v1/nodes/e2e-fake-node", node -> node.with("metadata/labels/updated", "true"));
        lab.delete("/api/v1/nodes/e2e-fake-node");
        assertThat(lab.gone("/api/v1/nodes/e2e-fake-node")).isTrue();
    }

    @Test
    void preStopRunsBeforeTheEnd() throws InterruptedException {
        pod(
                "stopped",
                "'terminationGracePeriodSeconds':60,'containers':[{'name':'c','image':'i','lifecycle':{'preStop':{'sleep':{'seconds':20}},'postStart':{'exec':{'command':['true']}}}}]");
        awaitPhase("stopped", "Running");
        lab.delete("pods/stopped");
        lab.pass(Duration.ofSeconds(15));
        assertThat(lab.gone("pods/stopped")).isFalse();
        lab.pass(Duration.ofSeconds(10));
        assertThat(lab.gone("pods/stopped")).isTrue();
    }
}
