package example.backup;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;

/** A database that is to be saved every night. */
@Group("example.com")
@Version("v1")
public class Backup extends CustomResource<BackupSpec, BackupStatus> implements Namespaced {}
