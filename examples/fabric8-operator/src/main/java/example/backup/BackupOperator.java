package example.backup;

import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;

/** Keeps a CronJob for each Backup. */
public final class BackupOperator implements AutoCloseable {
    private final KubernetesClient client;
    private final SharedIndexInformer<Backup> backups;

    public BackupOperator(KubernetesClient client) {
        this.client = client;
        backups = client.resources(Backup.class).inAnyNamespace().inform(new ResourceEventHandler<>() {
            @Override
            public void onAdd(Backup backup) {
                reconcile(backup);
            }

            @Override
            public void onUpdate(Backup before, Backup after) {
                reconcile(after);
            }

            @Override
            public void onDelete(Backup backup, boolean unknown) {
                // The garbage collector removes what the Backup owns.
            }
        });
    }

    private void reconcile(Backup backup) {
        var applied = client.resource(cronJob(backup)).forceConflicts().serverSideApply();
        var name = applied.getMetadata().getName();
        if (backup.getStatus() == null || !name.equals(backup.getStatus().cronJob)) {
            var status = new BackupStatus();
            status.cronJob = name;
            backup.setStatus(status);
            client.resource(backup).patchStatus();
        }
    }

    private static CronJob cronJob(Backup backup) {
        return new CronJobBuilder()
                .withNewMetadata()
                .withName("backup-" + backup.getMetadata().getName())
                .withNamespace(backup.getMetadata().getNamespace())
                .withOwnerReferences(new OwnerReferenceBuilder()
                        .withApiVersion(backup.getApiVersion())
                        .withKind(backup.getKind())
                        .withName(backup.getMetadata().getName())
                        .withUid(backup.getMetadata().getUid())
                        .withController(true)
                        .build())
                .endMetadata()
                .withNewSpec()
                .withSchedule(backup.getSpec().schedule)
                .withNewJobTemplate()
                .withNewSpec()
                .withNewTemplate()
                .withNewSpec()
                .withRestartPolicy("Never")
                .addNewContainer()
                .withName("dump")
                .withImage("example.com/dump:1")
                .withArgs(backup.getSpec().database)
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .endJobTemplate()
                .endSpec()
                .build();
    }

    @Override
    public void close() {
        backups.close();
    }
}
