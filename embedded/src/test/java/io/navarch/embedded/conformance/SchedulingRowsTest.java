package io.navarch.embedded.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.embedded.NodeShape;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** [sig-scheduling], and [sig-node] NoExecuteTaintManager. */
class SchedulingRowsTest {
    private static Lab lab;

    @BeforeAll
    static void start() throws InterruptedException {
        lab = new Lab(List.of(
                NodeShape.named("a").with("example.com/fakecpu", "10"),
                NodeShape.named("b").with("example.com/fakecpu", "10")));
        lab.create("/apis/scheduling.k8s.io/v1/priorityclasses", "{'metadata':{'name':'sched-high'},'value':1000}");
        lab.create("/apis/scheduling.k8s.io/v1/priorityclasses", "{'metadata':{'name':'sched-low'},'value':1}");
        lab.create(
                "/apis/scheduling.k8s.io/v1/priorityclasses",
                "{'metadata':{'name':'sched-polite'},'value':900,'preemptionPolicy':'Never'}");
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    private static Tree pod(Lab in, String name, String spec, String container) {
        return in.create(
                "pods",
                "{'metadata':{'name':'%s','labels':{'name':'%s'}},'spec':{%s'terminationGracePeriodSeconds':0,'containers':[{'name':'c','image':'pause:3'%s}]}}"
                        .formatted(name, name, spec, container));
    }

    private static String fake(int amount) {
        return ",'resources':{'requests':{'example.com/fakecpu':'%1$d'},'limits':{'example.com/fakecpu':'%1$d'}}"
                .formatted(amount);
    }

    private static String on(String node) {
        return "'nodeSelector':{'kubernetes.io/hostname':'" + node + "'},";
    }

    private static void awaitRunning(Lab in, String name) throws InterruptedException {
        in.until(() -> assertThat(in.get("pods/" + name).text("status/phase")).isEqualTo("Running"));
    }

    /** LimitRange should create a LimitRange with defaults and ensure pod has those defaults applied. */
    @Test
    void limitRangeDefaults() {
        var limited = lab.fresh("limited");
        var range = limited.create("limitranges", """
                {'metadata':{'name':'range'},'spec':{'limits':[{'type':'Container','min':{'cpu':'50m','memory':'100Mi','ephemeral-storage':'200Gi'},'max':{'cpu':'500m','memory':'500Mi','ephemeral-storage':'500Gi'},
                  'default':{'cpu':'500m','memory':'500Mi','ephemeral-storage':'500Gi'},'defaultRequest':{'cpu':'100m','memory':'200Mi','ephemeral-storage':'200Gi'}}]}}""");
        assertThat(limited.get("limitranges/range").text("spec")).isEqualTo(range.text("spec"));
        var plain = pod(limited, "plain", "", "");
        assertThat(plain.text("spec/containers/0/resources/requests/cpu")
                        + plain.text("spec/containers/0/resources/limits/memory"))
                .isEqualTo("100m500Mi");
        assertThat(plain.text("metadata/annotations/kubernetes.io~1limit-ranger"))
                .isEqualTo(
                        "LimitRanger plugin set: cpu, ephemeral-storage, memory request for container c; cpu, ephemeral-storage, memory limit for container c");
        var partial = pod(
                limited,
                "partial",
                "",
                ",'resources':{'requests':{'cpu':'150m','memory':'150Mi','ephemeral-storage':'150Gi'},'limits':{'cpu':'300m','memory':'300Mi','ephemeral-storage':'300Gi'}}"
                        .replace("150Gi", "250Gi"));
        assertThat(partial.text("spec/containers/0/resources/requests/cpu")
                        + partial.text("spec/containers/0/resources/limits/cpu"))
                .isEqualTo("150m300m");
        var onlyLimit = pod(limited, "onlylimit", "", ",'resources':{'limits':{'cpu':'300m'}}");
        assertThat(onlyLimit.text("spec/containers/0/resources/requests/cpu")).isEqualTo("300m");
        assertThat(limited.refusal(
                        "POST",
                        "pods",
                        podJson("small", "{'requests':{'cpu':'10m','memory':'50Mi','ephemeral-storage':'50Gi'}}")))
                .startsWith("403 Forbidden: pods \"small\" is forbidden: [")
                .contains(
                        "minimum cpu usage per Container is 50m, but request is 10m",
                        "minimum memory usage per Container is 100Mi, but request is 50Mi");
        assertThat(limited.refusal(
                        "POST", "pods", podJson("large", "{'requests':{'cpu':'500m'},'limits':{'cpu':'600m'}}")))
                .isEqualTo(
                        "403 Forbidden: pods \"large\" is forbidden: maximum cpu usage per Container is 500m, but limit is 600m");
        limited.change("limitranges/range", it -> it.with("spec/limits/0/min/cpu", "9m"));
        pod(limited, "small", "", ",'resources':{'requests':{'cpu':'10m'}}");
        limited.delete("limitranges/range");
        assertThat(limited.gone("limitranges/range")).isTrue();
        assertThat(pod(limited, "free", "", "")
                        .at("spec/containers/0/resources/requests")
                        .there())
                .isFalse();
        limited.create(
                "limitranges",
                "{'metadata':{'name':'ratio'},'spec':{'limits':[{'type':'Container','maxLimitRequestRatio':{'cpu':'2'}},{'type':'Pod','max':{'cpu':'1'}},{'type':'PersistentVolumeClaim','max':{'storage':'1Gi'}}]}}");
        assertThat(limited.refusal(
                        "POST", "pods", podJson("ratio", "{'requests':{'cpu':'100m'},'limits':{'cpu':'300m'}}")))
                .isEqualTo(
                        "403 Forbidden: pods \"ratio\" is forbidden: cpu max limit to request ratio per Container is 2, but provided ratio is 3.000000");
        assertThat(limited.refusal(
                        "POST", "pods", podJson("sum", "{'requests':{'cpu':'1500m'},'limits':{'cpu':'1500m'}}")))
                .isEqualTo(
                        "403 Forbidden: pods \"sum\" is forbidden: maximum cpu usage per Pod is 1, but limit is 1500m");
        assertThat(
                        limited.refusal(
                                "POST",
                                "persistentvolumeclaims",
                                "{'metadata':{'name':'big'},'spec':{'accessModes':['ReadWriteOnce'],'resources':{'requests':{'storage':'2Gi'}}}}"))
                .isEqualTo(
                        "403 Forbidden: persistentvolumeclaims \"big\" is forbidden: maximum storage usage per PersistentVolumeClaim is 1Gi, but request is 2Gi");
    }

    private static String podJson(String name, String resources) {
        return "{'metadata':{'name':'%s'},'spec':{'containers':[{'name':'c','image':'pause:3','resources':%s}]}}"
                .formatted(name, resources);
    }

    /** LimitRange should list, patch and delete a LimitRange by collection. */
    @Test
    void limitRangesOfTwoNamespaces() {
        var one = lab.fresh("ranges-one");
        var two = lab.fresh("ranges-two");
        for (var in : List.of(one, two)) {
            in.create(
                    "limitranges",
                    "{'metadata':{'name':'r','labels':{'e2e':'yes'}},'spec':{'limits':[{'type':'Container','min':{'cpu':'50m'}}]}}");
        }
        assertThat(lab.list("/api/v1/limitranges?labelSelector=e2e=yes")).hasSize(2);
        assertThat(one.strategic(
                                "limitranges/r",
                                "{'metadata':{'labels':{'r':'patched'}},'spec':{'limits':[{'type':'Container','min':{'cpu':'20m'}}]}}")
                        .text("metadata/labels/r"))
                .isEqualTo("patched");
        one.delete("limitranges?labelSelector=r=patched");
        assertThat(lab.list("/api/v1/limitranges?labelSelector=e2e=yes")).hasSize(1);
    }

    /** SchedulerPredicates validates resource limits of pods that are allowed to run. */
    @Test
    void fullNodes() throws InterruptedException {
        var full = lab.fresh("full");
        pod(full, "filler-a", on("a"), fake(6));
        pod(full, "filler-b", on("b"), fake(6));
        awaitRunning(full, "filler-a");
        awaitRunning(full, "filler-b");
        pod(full, "additional", "", fake(6));
        full.until(
                () -> assertThat(full.events("additional"))
                        .contains(
                                "FailedScheduling: 0/2 nodes are available: 2 Insufficient example.com/fakecpu. preemption: 0/2 nodes are available: 2 No preemption victims found for incoming pod."));
        full.delete("pods/filler-a");
        awaitRunning(full, "additional");
        full.delete("/api/v1/namespaces/full");
        lab.until(() -> assertThat(lab.gone("/api/v1/namespaces/full")).isTrue());
    }

    /** SchedulerPredicates validates that NodeSelector is respected if matching, and if not. */
    @Test
    void nodeSelector() throws InterruptedException {
        lab.merge("/api/v1/nodes/b", "{'metadata':{'labels':{'random':'42'}}}");
        pod(lab, "with-labels", "'nodeSelector':{'random':'42'},", "");
        awaitRunning(lab, "with-labels");
        assertThat(lab.get("pods/with-labels").text("spec/nodeName")).isEqualTo("b");
        pod(lab, "restricted-pod", "'nodeSelector':{'label':'nonempty'},", "");
        lab.until(() -> assertThat(lab.events("restricted-pod")).hasSize(1));
        assertThat(lab.events("restricted-pod").get(0))
                .startsWith(
                        "FailedScheduling: 0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector.");
    }

    /** SchedulerPredicates validates that there exists conflict between pods with same hostPort and protocol but one using 0.0.0.0 hostIP. */
    @Test
    void hostPorts() throws InterruptedException {
        pod(
                lab,
                "pod4",
                on("a"),
                ",'ports':[{'hostPort':54322,'containerPort':8080,'protocol':'TCP','hostIP':'0.0.0.0'}]");
        awaitRunning(lab, "pod4");
        pod(
                lab,
                "pod5",
                on("a"),
                ",'ports':[{'hostPort':54322,'containerPort':8080,'protocol':'TCP','hostIP':'127.0.0.1'}]");
        lab.until(() -> assertThat(lab.events("pod5")).hasSize(1));
        assertThat(lab.events("pod5").get(0))
                .startsWith(
                        "FailedScheduling: 0/2 nodes are available: 1 node(s) didn't have free ports for the requested pod ports, 1 node(s) didn't match Pod's node affinity/selector.");
        // Another protocol and another address do not conflict.
        pod(lab, "pod6", on("a"), ",'ports':[{'hostPort':54322,'containerPort':8080,'protocol':'UDP'}]");
        awaitRunning(lab, "pod6");
    }

    /** SchedulerPreemption validates basic preemption works; pod disruption condition is added to the preempted pod. */
    @Test
    void preemption() throws InterruptedException {
        var busy = lab.fresh("busy");
        busy.create(
                "pods",
                "{'metadata':{'name':'victim','finalizers':['example.com/test-finalizer']},'spec':{'priorityClassName':'sched-low','nodeSelector':{'kubernetes.io/hostname':'a'},'terminationGracePeriodSeconds':0,'containers':[{'name':'c','image':'pause:3'%s}]}}"
                        .formatted(fake(8)));
        awaitRunning(busy, "victim");
        pod(busy, "preemptor", on("a") + "'priorityClassName':'sched-high',", fake(8));
        busy.until(() -> assertThat(busy.get("pods/victim").conditions())
                .contains("DisruptionTarget=True PreemptionByScheduler"));
        assertThat(busy.get("pods/victim").message("DisruptionTarget"))
                .isEqualTo("default-scheduler: preempting to accommodate a higher priority pod");
        assertThat(busy.get("pods/victim").at("metadata/deletionTimestamp").there())
                .isTrue();
        var uid = busy.get("pods/preemptor").text("metadata/uid");
        busy.until(() -> assertThat(busy.events("victim"))
                .anyMatch(event -> event.startsWith("Preempted: Preempted by pod " + uid + " on node a")));
        busy.merge("pods/victim", "{'metadata':{'finalizers':null}}");
        awaitRunning(busy, "preemptor");
        // One that never preempts waits, and is told so.
        pod(busy, "polite", on("a") + "'priorityClassName':'sched-polite',", fake(8));
        busy.until(() -> assertThat(busy.events("polite"))
                .anyMatch(event -> event.contains("preemption: not eligible due to preemptionPolicy=Never.")));
        assertThat(busy.get("pods/polite").text("spec/preemptionPolicy")).isEqualTo("Never");
        busy.delete("/api/v1/namespaces/busy");
        lab.until(() -> assertThat(lab.gone("/api/v1/namespaces/busy")).isTrue());
    }

    /** SchedulerPreemption validates lower priority pod preemption by critical pod. */
    @Test
    void criticalPods() throws InterruptedException {
        var crowd = lab.fresh("crowd");
        pod(crowd, "low", on("b") + "'priorityClassName':'sched-low',", fake(8));
        awaitRunning(crowd, "low");
        lab.create(
                "/api/v1/namespaces/kube-system/pods",
                "{'metadata':{'name':'critical'},'spec':{'priorityClassName':'system-cluster-critical','nodeSelector':{'kubernetes.io/hostname':'b'},'containers':[{'name':'c','image':'pause:3'%s}]}}"
                        .formatted(fake(8)));
        lab.until(() -> assertThat(
                        lab.get("/api/v1/namespaces/kube-system/pods/critical").text("status/phase"))
                .isEqualTo("Running"));
        assertThat(crowd.gone("pods/low")).isTrue();
        assertThat(lab.get("/api/v1/namespaces/kube-system/pods/critical").number("spec/priority"))
                .isEqualTo(2000000000);
        lab.delete("/api/v1/namespaces/kube-system/pods/critical");
        crowd.delete("/api/v1/namespaces/crowd");
    }

    /** SchedulerPreemption PriorityClass endpoints verify PriorityClass endpoints can be operated with different HTTP methods. */
    @Test
    void priorityClasses() {
        var classes = "/apis/scheduling.k8s.io/v1/priorityclasses";
        lab.create(classes, "{'metadata':{'name':'p1'},'value':1}");
        assertThat(lab.list(classes))
                .extracting(Tree::name)
                .contains("p1", "system-cluster-critical", "system-node-critical");
        assertThat(lab.refusal("PATCH", classes + "/p1", "{'value':2}"))
                .isEqualTo(
                        "422 Invalid: PriorityClass.scheduling.k8s.io \"p1\" is invalid: value: Forbidden: may not be changed in an update.");
        assertThat(lab.merge(classes + "/p1", "{'description':'new','globalDefault':false}")
                        .text("description"))
                .isEqualTo("new");
        assertThat(lab.refusal("POST", classes, "{'metadata':{'name':'p2'},'value':2000000000}"))
                .isEqualTo(
                        "422 Invalid: PriorityClass.scheduling.k8s.io \"p2\" is invalid: value: Forbidden: maximum allowed value of a user defined priority is 1000000000");
        assertThat(lab.refusal("POST", classes, "{'metadata':{'name':'system-mine'},'value':1}"))
                .contains("system-mine");
        lab.delete(classes + "/p1");
        assertThat(
                        lab.refusal(
                                "POST",
                                "pods",
                                "{'metadata':{'name':'x'},'spec':{'priorityClassName':'none','containers':[{'name':'c','image':'i'}]}}"))
                .isEqualTo("403 Forbidden: pods \"x\" is forbidden: no PriorityClass with name none was found");
    }

    /** NoExecuteTaintManager Single Pod removing taint cancels eviction; Multiple Pods evicts pods with minTolerationSeconds. */
    @Test
    void taintManager() throws InterruptedException {
        var tainted = lab.fresh("tainted");
        var toleration =
                "'tolerations':[{'key':'evict','operator':'Equal','value':'evictTaintVal','effect':'NoExecute','tolerationSeconds':%d}],";
        pod(tainted, "short", on("a") + toleration.formatted(60), "");
        pod(tainted, "long", on("a") + toleration.formatted(120), "");
        pod(tainted, "none", on("a"), "");
        awaitRunning(tainted, "short");
        awaitRunning(tainted, "long");
        awaitRunning(tainted, "none");
        lab.strategic(
                "/api/v1/nodes/a",
                "{'spec':{'taints':[{'key':'evict','value':'evictTaintVal','effect':'NoExecute'}]}}");
        lab.pass(Duration.ofSeconds(30));
        assertThat(tainted.gone("pods/none")).isTrue();
        assertThat(tainted.gone("pods/short")).isFalse();
        assertThat(tainted.events("none")).contains("TaintManagerEviction: Marking for deletion Pod tainted/none");
        lab.strategic("/api/v1/nodes/a", "{'spec':{'taints':null}}");
        lab.pass(Duration.ofSeconds(60));
        assertThat(tainted.gone("pods/short")).isFalse();
        assertThat(tainted.events("short")).contains("TaintManagerEviction: Cancelling deletion of Pod tainted/short");
        lab.strategic(
                "/api/v1/nodes/a",
                "{'spec':{'taints':[{'key':'evict','value':'evictTaintVal','effect':'NoExecute'}]}}");
        lab.pass(Duration.ofSeconds(65));
        assertThat(tainted.gone("pods/short")).isTrue();
        assertThat(tainted.gone("pods/long")).isFalse();
        lab.pass(Duration.ofSeconds(60));
        assertThat(tainted.gone("pods/long")).isTrue();
        lab.strategic("/api/v1/nodes/a", "{'spec':{'taints':null}}");
    }
}
