package io.navarch.systemtests;

import static io.navarch.systemtests.fixture.Waiting.awaitThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.systemtests.fixture.RunningNavarch;
import io.navarch.systemtests.fixture.SystemTest;
import io.navarch.systemtests.fixture.TestNamespace;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What runs in containers because a controller wants it: jobs, schedules, sets with volumes, scaling by use, quotas. */
@SystemTest
final class WorkloadsTest {
    private static final Duration LIMIT = Duration.ofSeconds(150);

    @Test
    void schedulesMakeJobsWhichEndAndGo(RunningNavarch navarch) {
        try (var namespace = TestNamespace.create(navarch.kubectl(), "jobs")) {
            namespace.apply("""
                    apiVersion: batch/v1
                    kind: CronJob
                    metadata: {name: tick}
                    spec:
                      schedule: "* * * * *"
                      jobTemplate:
                        spec:
                          template:
                            spec:
                              restartPolicy: Never
                              containers: [{name: c, image: "appstore:5000/busybox", command: [date]}]
                    ---
                    apiVersion: batch/v1
                    kind: Job
                    metadata: {name: count}
                    spec:
                      completions: 3
                      parallelism: 2
                      completionMode: Indexed
                      ttlSecondsAfterFinished: 3
                      template:
                        spec:
                          restartPolicy: Never
                          containers:
                          - {name: c, image: "appstore:5000/busybox", command: [sh, -c, "echo part $JOB_COMPLETION_INDEX on $(hostname)"]}
                    ---
                    apiVersion: batch/v1
                    kind: Job
                    metadata: {name: broken}
                    spec:
                      backoffLimit: 1
                      template:
                        spec:
                          restartPolicy: Never
                          containers: [{name: c, image: "appstore:5000/busybox", command: [sh, -c, "exit 3"]}]
                    """);
            namespace.out("wait", "--for=condition=complete", "job/count", "--timeout=90s");
            assertThat(namespace
                            .out("logs", "--selector", "job-name=count", "--prefix=false")
                            .lines())
                    .containsExactlyInAnyOrder("part 0 on count-0", "part 1 on count-1", "part 2 on count-2");
            namespace.out("wait", "--for=delete", "job/count", "--timeout=60s");
            namespace.out("wait", "--for=condition=failed", "job/broken", "--timeout=120s");
            assertThat(namespace.events("broken"))
                    .contains("BackoffLimitExceeded Job has reached the specified backoff limit");
            awaitThat(LIMIT, () -> assertThat(namespace.value("cronjob/tick", ".status.lastSuccessfulTime"))
                    .isNotEmpty());
            assertThat(namespace.events("tick"))
                    .anyMatch(event -> event.matches("SuccessfulCreate Created job tick-\\d+"));
        }
    }

    @Test
    void setsKeepTheirNamesAndVolumes(RunningNavarch navarch) {
        try (var namespace = TestNamespace.create(navarch.kubectl(), "sets")) {
            namespace.apply("""
                    apiVersion: v1
                    kind: Service
                    metadata: {name: db}
                    spec: {clusterIP: None, selector: {app: db}, ports: [{port: 80}]}
                    ---
                    apiVersion: apps/v1
                    kind: StatefulSet
                    metadata: {name: db}
                    spec:
                      serviceName: db
                      replicas: 2
                      selector: {matchLabels: {app: db}}
                      template:
                        metadata: {labels: {app: db}}
                        spec:
                          terminationGracePeriodSeconds: 0
                          containers:
                          - name: c
                            image: appstore:5000/busybox
                            command: [sh, -c, "hostname >>/data/lives; exec sleep 3600"]
                            volumeMounts: [{name: data, mountPath: /data}]
                      volumeClaimTemplates:
                      - metadata: {name: data}
                        spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 16Mi}}}
                    ---
                    apiVersion: apps/v1
                    kind: DaemonSet
                    metadata: {name: agent}
                    spec:
                      selector: {matchLabels: {app: agent}}
                      template:
                        metadata: {labels: {app: agent}}
                        spec:
                          terminationGracePeriodSeconds: 0
                          containers: [{name: c, image: "appstore:5000/busybox", command: [sleep, "3600"]}]
                    """);
            namespace.out("rollout", "status", "statefulset/db", "--timeout=110s");
            namespace.out("rollout", "status", "daemonset/agent", "--timeout=60s");
            assertThat(namespace.exec("db-0", "nslookup", "db-1.db." + namespace.name() + ".svc.cluster.local"))
                    .contains(namespace.value("pod/db-1", ".status.podIP"));
            namespace.out("delete", "pod", "db-1");
            awaitThat(LIMIT, () -> assertThat(namespace.exec("db-1", "cat", "/data/lives"))
                    .isEqualTo("db-1\ndb-1\n"));
            assertThat(namespace.value("pvc/data-db-1", ".spec.storageClassName"))
                    .isEqualTo("standard");
            String volume = namespace.value("pvc/data-db-1", ".spec.volumeName");
            namespace.out("delete", "statefulset,pvc", "--all");
            awaitThat(LIMIT, () -> assertThat(navarch.kubectl().out("get", "pv", "-o", "name"))
                    .doesNotContain(volume));
        }
    }

    @Test
    void busyPodsGetHelpAndAreNotAllSentAway(RunningNavarch navarch) {
        try (var namespace = TestNamespace.create(navarch.kubectl(), "busy")) {
            namespace.apply("""
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: busy}
                    spec:
                      selector: {matchLabels: {app: busy}}
                      template:
                        metadata: {labels: {app: busy}}
                        spec:
                          terminationGracePeriodSeconds: 0
                          containers:
                          - name: c
                            image: appstore:5000/busybox
                            command: [sh, -c, "while :; do :; done"]
                            resources: {requests: {cpu: 20m}, limits: {cpu: 40m}}
                    ---
                    apiVersion: autoscaling/v2
                    kind: HorizontalPodAutoscaler
                    metadata: {name: busy}
                    spec:
                      scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: busy}
                      maxReplicas: 2
                      metrics:
                      - {type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}
                    ---
                    apiVersion: policy/v1
                    kind: PodDisruptionBudget
                    metadata: {name: busy}
                    spec: {minAvailable: 1, selector: {matchLabels: {app: busy}}}
                    """);
            namespace.out("rollout", "status", "deployment/busy", "--timeout=90s");
            awaitThat(LIMIT, () -> assertThat(namespace.value("pdb/busy", ".status.currentHealthy"))
                    .isEqualTo("1"));
            String pod = namespace.value("pods", ".items[0].metadata.name");
            String eviction = "{\"apiVersion\":\"policy/v1\",\"kind\":\"Eviction\",\"metadata\":{\"name\":\"%s\"}}"
                    .formatted(pod);
            String path = "/api/v1/namespaces/" + namespace.name() + "/pods/" + pod + "/eviction";
            assertThat(navarch.kubectl()
                            .runWith(eviction, "create", "--raw", path, "-f", "-")
                            .err())
                    .contains("Cannot evict pod as it would violate the pod's disruption budget.");
            awaitThat(LIMIT, () -> assertThat(namespace.value("deployment/busy", ".status.readyReplicas"))
                    .isEqualTo("2"));
            assertThat(namespace.events("busy"))
                    .anyMatch(event ->
                            event.startsWith("SuccessfulRescale New size: 2; reason: cpu resource utilization"));
            awaitThat(LIMIT, () -> assertThat(navarch.kubectl()
                            .runWith(eviction, "create", "--raw", path, "-f", "-")
                            .succeeded())
                    .isTrue());
        }
    }

    @Test
    void namespacesHaveLimits(RunningNavarch navarch) {
        try (var namespace = TestNamespace.create(navarch.kubectl(), "limits")) {
            namespace.apply("""
                    apiVersion: v1
                    kind: ResourceQuota
                    metadata: {name: few}
                    spec: {hard: {pods: "1", limits.memory: 64Mi}}
                    ---
                    apiVersion: v1
                    kind: LimitRange
                    metadata: {name: usual}
                    spec: {limits: [{type: Container, default: {memory: 48Mi}, max: {memory: 64Mi}}]}
                    """);
            awaitThat(LIMIT, () -> assertThat(namespace.value("quota/few", ".status.used.pods"))
                    .isEqualTo("0"));
            namespace.out("run", "one", "--image=appstore:5000/busybox", "--", "sleep", "3600");
            namespace.out("wait", "--for=condition=Ready", "pod/one", "--timeout=60s");
            assertThat(namespace.exec(
                            "one",
                            "sh",
                            "-c",
                            "cd /sys/fs/cgroup; cat memory.max 2>/dev/null || cat memory/memory.limit_in_bytes"))
                    .as("48 MiB, by either version of cgroups")
                    .isEqualTo("50331648\n");
            assertThat(namespace
                            .run("run", "two", "--image=appstore:5000/busybox")
                            .err())
                    .contains(
                            "exceeded quota: few, requested: limits.memory=48Mi,pods=1, used: limits.memory=48Mi,pods=1,"
                                    + " limited: limits.memory=64Mi,pods=1");
            namespace.out("delete", "pod", "one", "--now");
        }
    }
}
