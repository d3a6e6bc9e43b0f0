package io.navarch.apiserver.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.apiserver.registry.DeleteOptions;
import io.navarch.apiserver.registry.Deletion;
import io.navarch.apiserver.registry.Strategy;
import io.navarch.apiserver.registry.WriteContext;
import io.navarch.apiserver.request.User;
import io.navarch.model.Kind;
import io.navarch.model.KubeObject;
import io.navarch.model.batch.v1.Job;
import io.navarch.model.certificates.v1.CertificateSigningRequest;
import io.navarch.model.core.v1.Endpoints;
import io.navarch.model.core.v1.Namespace;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.kind.Kinds;
import io.navarch.model.scheduling.v1.PriorityClass;
import io.navarch.runtime.ManualClock;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KindStrategiesTest {
    private final KindStrategies strategies = new KindStrategies(ServiceRanges.DEFAULT, new Random(1));

    private static <T extends KubeObject<T>> T read(Kind<T> kind, String json) {
        return kind.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private Strategy strategy(String group, String plural, String subresource) {
        return strategies.of(Kinds.builtIn().definition(group, plural).orElseThrow(), subresource);
    }

    private static WriteContext context(String group, String plural) {
        var kind = Kinds.builtIn().definition(group, plural).orElseThrow();
        return new WriteContext(
                kind,
                "",
                "d",
                "x",
                User.of("jane", "dev"),
                false,
                new ManualClock(Instant.parse("2026-01-01T00:00:00Z")),
                (g, p) -> {
                    throw new AssertionError("no other objects are needed");
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|BestEffort",
                "{'requests':{'cpu':'1'}}|Burstable",
                "{'requests':{'cpu':'1','memory':'1Gi'},'limits':{'cpu':'1000m','memory':'1024Mi'}}|Guaranteed",
                "{'requests':{'cpu':'1','memory':'1Gi'},'limits':{'cpu':'2','memory':'1Gi'}}|Burstable",
                "{'requests':{'ephemeral-storage':'1'}}|BestEffort"
            })
    void thePodsClassFollowsFromItsResources(String resources, String qosClass) {
        var pod = read(Pod.KIND, "{'spec':{'containers':[{'name':'a','resources':" + resources.strip() + "}]}}");
        var prepared = new Pod(strategy("", "pods", "").prepareForCreate(context("", "pods"), pod.tree()));
        assertThat(prepared.status().qosClass()).isEqualTo(qosClass);
        assertThat(prepared.status().phase()).isEqualTo("Pending");
    }

    @Test
    void gatedPodsSaySo() {
        var pod = read(Pod.KIND, "{'spec':{'schedulingGates':[{'name':'g'}]}}");
        var strategy = strategy("", "pods", "");
        var gated = new Pod(strategy.prepareForCreate(context("", "pods"), pod.tree()));
        assertThat(gated.status().conditions().getFirst().reason()).isEqualTo("SchedulingGated");
        var open = gated.withSpec(spec -> io.navarch.model.core.v1.PodSpec.EMPTY);
        assertThat(new Pod(strategy.prepareForUpdate(context("", "pods"), gated.tree(), open.tree()))
                        .status()
                        .conditions())
                .isEmpty();
    }

    private Deletion deletion(String spec, String phase, DeleteOptions options) {
        var pod = read(Pod.KIND, "{'spec':" + spec + ",'status':{'phase':'" + phase + "'}}");
        return strategy("", "pods", "").beforeDelete(context("", "pods"), pod.tree(), options);
    }

    @Test
    void podsAreDeletedGracefullyOnlyWhereTheyRun() {
        var graceful = "{'nodeName':'n','terminationGracePeriodSeconds':30}";
        assertThat(deletion(graceful, "Running", DeleteOptions.NONE)).isEqualTo(new Deletion.Graceful(30));
        assertThat(deletion(graceful, "Succeeded", DeleteOptions.NONE)).isEqualTo(new Deletion.Now());
        assertThat(deletion("{'terminationGracePeriodSeconds':30}", "Pending", DeleteOptions.NONE))
                .isEqualTo(new Deletion.Now());
        assertThat(deletion(graceful, "Running", new DeleteOptions(5L, "", "", "", false)))
                .isEqualTo(new Deletion.Graceful(5));
        assertThat(deletion(graceful, "Running", new DeleteOptions(0L, "", "", "", false)))
                .isEqualTo(new Deletion.Now());
        assertThat(deletion(graceful, "Running", new DeleteOptions(-1L, "", "", "", false)))
                .isEqualTo(new Deletion.Graceful(1));
    }

    @Test
    void resizingChangesResourcesAlone() {
        var before = read(
                Pod.KIND,
                "{'spec':{'nodeName':'n','containers':[{'name':'a','image':'i','resources':{'requests':{'cpu':'1'}}}]}}");
        var after = read(
                Pod.KIND,
                "{'spec':{'containers':[{'name':'a','image':'other','resources':{'requests':{'cpu':'2'}}}]}}");
        var resized = new Pod(
                strategy("", "pods", "resize").prepareForUpdate(context("", "pods"), before.tree(), after.tree()));
        assertThat(resized.spec().containers().getFirst().image()).isEqualTo("i");
        assertThat(resized.spec().containers().getFirst().resources().requests())
                .containsEntry("cpu", "2");
        assertThat(resized.spec().nodeName()).isEqualTo("n");
    }

    @Test
    void namespacesWaitToBeEmptied() {
        var strategy = strategy("", "namespaces", "");
        var created = new Namespace(strategy.prepareForCreate(
                context("", "namespaces"),
                read(Namespace.KIND, "{'metadata':{'name':'x'}}").tree()));
        assertThat(created.spec().finalizers()).containsExactly("kubernetes");
        assertThat(strategy.mayBeRemoved(created.tree())).isFalse();
        var deletion = strategy.beforeDelete(context("", "namespaces"), created.tree(), DeleteOptions.NONE);
        assertThat(deletion).isInstanceOfSatisfying(Deletion.Marked.class, marked -> {
            var namespace = new Namespace(marked.changed());
            assertThat(namespace.status().phase()).isEqualTo("Terminating");
            assertThat(namespace.metadata().deletionTimestamp()).isEqualTo("2026-01-01T00:00:00Z");
            var emptied = namespace.withSpec(spec -> spec.withFinalizers(java.util.List.of()));
            assertThat(strategy.mayBeRemoved(emptied.tree())).isTrue();
            assertThat(strategy.beforeDelete(context("", "namespaces"), emptied.tree(), DeleteOptions.NONE))
                    .isEqualTo(new Deletion.Now());
        });
    }

    @Test
    void jobsSelectTheirPodsByUid() {
        var job = read(Job.KIND, "{'metadata':{'name':'j','uid':'u'},'spec':{'template':{'spec':{}}}}");
        var prepared = new Job(strategy("batch", "jobs", "").prepareForCreate(context("batch", "jobs"), job.tree()));
        assertThat(prepared.spec().selector().matchLabels())
                .containsExactly(java.util.Map.entry("batch.kubernetes.io/controller-uid", "u"));
        assertThat(prepared.spec().template().metadata().labels())
                .containsEntry("job-name", "j")
                .containsEntry("controller-uid", "u")
                .containsEntry("batch.kubernetes.io/job-name", "j");
    }

    @Test
    void certificateRequestsSayWhoAsked() {
        var kind = "certificatesigningrequests";
        var group = "certificates.k8s.io";
        var request = read(CertificateSigningRequest.KIND, "{'spec':{'request':'eA==','username':'root'}}");
        var prepared = new CertificateSigningRequest(
                strategy(group, kind, "").prepareForCreate(context(group, kind), request.tree()));
        assertThat(prepared.spec().username()).isEqualTo("jane");
        assertThat(prepared.spec().groups()).containsExactly("dev", "system:authenticated");
        var approved = read(
                CertificateSigningRequest.KIND,
                "{'spec':{'request':'eHg='},'status':{'certificate':'eA==','conditions':[{'type':'Approved','status':'True'}]}}");
        var stored = new CertificateSigningRequest(strategy(group, kind, "approval")
                .prepareForUpdate(context(group, kind), prepared.tree(), approved.tree()));
        assertThat(stored.spec()).isEqualTo(prepared.spec());
        assertThat(stored.status().certificate()).isEmpty();
        assertThat(stored.status().conditions().getFirst().lastUpdateTime()).isEqualTo("2026-01-01T00:00:00Z");
    }

    @Test
    void systemPriorityClassesStay() {
        var strategy = strategy("scheduling.k8s.io", "priorityclasses", "");
        var system = read(PriorityClass.KIND, "{'metadata':{'name':'system-node-critical'}}");
        assertThatThrownBy(() -> strategy.beforeDelete(
                        context("scheduling.k8s.io", "priorityclasses"), system.tree(), DeleteOptions.NONE))
                .hasMessage(
                        "priorityclasses.scheduling.k8s.io \"system-node-critical\" is forbidden: this is a system priority class and cannot be deleted");
    }

    @Test
    void endpointsAreRepacked() {
        var endpoints = read(
                Endpoints.KIND,
                "{'subsets':[{'addresses':[{'ip':'10.0.0.2'}],'ports':[{'port':80}]},"
                        + "{'addresses':[{'ip':'10.0.0.1'}],'ports':[{'port':80}]},{'notReadyAddresses':[{'ip':'10.0.0.2'}],'ports':[{'port':80}]}]}");
        assertThat(new Endpoints(strategy("", "endpoints", "").canonicalize(endpoints.tree())).subsets())
                .hasToString(
                        "[{\"addresses\":[{\"ip\":\"10.0.0.1\"}],\"notReadyAddresses\":[{\"ip\":\"10.0.0.2\"}],\"ports\":[{\"port\":80}]}]");
    }
}
