package example.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.navarch.embedded.NavarchCluster;
import io.navarch.junit.NavarchTest;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@NavarchTest(manifests = "crds")
class BackupOperatorTest {
    private KubernetesClient client;
    private BackupOperator operator;

    @BeforeEach
    void start(NavarchCluster cluster) {
        client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(cluster.kubeconfig()))
                .build();
        operator = new BackupOperator(client);
    }

    @AfterEach
    void stop() {
        operator.close();
        client.close();
    }

    @Test
    void makesANightlyJob(NavarchCluster cluster) throws Exception {
        client.resource(backup("orders")).create();
        awaitCronJob("backup-orders");

        cluster.clock().advance(Duration.ofDays(1));
        cluster.awaitQuiet();

        assertThat(client.batch().v1().jobs().inNamespace("default").list().getItems())
                .singleElement()
                .satisfies(job -> assertThat(job.getMetadata().getName()).startsWith("backup-orders-"));
    }

    @Test
    void saysWhatItMade() {
        client.resource(backup("customers")).create();

        var backup = client.resources(Backup.class)
                .inNamespace("default")
                .withName("customers")
                .waitUntilCondition(
                        seen -> seen != null && seen.getStatus() != null && seen.getStatus().cronJob != null,
                        10,
                        TimeUnit.SECONDS);

        assertThat(backup.getStatus().cronJob).isEqualTo("backup-customers");
        assertThat(backup.getSpec().schedule).as("the definition's default").isEqualTo("0 3 * * *");
    }

    @Test
    void leavesNothingBehind() {
        client.resource(backup("invoices")).create();
        awaitCronJob("backup-invoices");

        client.resources(Backup.class)
                .inNamespace("default")
                .withName("invoices")
                .delete();

        client.batch()
                .v1()
                .cronjobs()
                .inNamespace("default")
                .withName("backup-invoices")
                .waitUntilCondition(Objects::isNull, 10, TimeUnit.SECONDS);
    }

    @Test
    void refusesABackupOfNothing() {
        var backup = backup("nothing");
        backup.getSpec().database = "";

        assertThatThrownBy(() -> client.resource(backup).create())
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("spec.database");
    }

    private CronJob awaitCronJob(String name) {
        return client.batch()
                .v1()
                .cronjobs()
                .inNamespace("default")
                .withName(name)
                .waitUntilCondition(Objects::nonNull, 10, TimeUnit.SECONDS);
    }

    private static Backup backup(String database) {
        var backup = new Backup();
        backup.setMetadata(new ObjectMetaBuilder()
                .withName(database)
                .withNamespace("default")
                .build());
        var spec = new BackupSpec();
        spec.database = database;
        backup.setSpec(spec);
        return backup;
    }
}
