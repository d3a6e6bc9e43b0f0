package io.navarch.model.validation;

import io.navarch.model.core.v1.DownwardAPIVolumeFile;
import io.navarch.model.core.v1.NFSVolumeSource;
import io.navarch.model.core.v1.ProjectedVolumeSource;
import io.navarch.model.tree.Struct;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Volumes of pods. */
final class VolumeChecks {
    /** The order in which upstream looks at sources: the second one found is the one refused. */
    private static final List<String> SOURCES = List.of(
            "emptyDir",
            "hostPath",
            "gitRepo",
            "gcePersistentDisk",
            "awsElasticBlockStore",
            "secret",
            "nfs",
            "iscsi",
            "glusterfs",
            "flocker",
            "persistentVolumeClaim",
            "rbd",
            "cinder",
            "cephfs",
            "quobyte",
            "downwardAPI",
            "fc",
            "flexVolume",
            "configMap",
            "azureFile",
            "vsphereVolume",
            "photonPersistentDisk",
            "portworxVolume",
            "azureDisk",
            "storageos",
            "scaleIO",
            "projected",
            "csi",
            "ephemeral",
            "image");

    private static final Set<String> DOWNWARD_FIELDS =
            Set.of("metadata.name", "metadata.namespace", "metadata.labels", "metadata.annotations", "metadata.uid");

    private VolumeChecks() {}

    static void register(Map<String, Check> all) {
        all.put("oneVolumeSource", VolumeChecks::oneSource);
        all.put("projections", VolumeChecks::projections);
        all.put("downwardFile", VolumeChecks::downwardFile);
        all.put("absolutePath", VolumeChecks::absolutePath);
    }

    private static void oneSource(Struct tree, String path, Scope scope) {
        boolean found = false;
        for (var source : SOURCES) {
            if (tree.get(source) != null) {
                if (found) {
                    scope.errors().forbidden(path + "." + source, "may not specify more than 1 volume type");
                }
                found = true;
            }
        }
        if (!found) {
            scope.errors().required(path, "must specify a volume type");
        }
    }

    private static void projections(Struct tree, String path, Scope scope) {
        var sources = new ProjectedVolumeSource(tree).sources();
        var paths = new HashSet<String>();
        for (int i = 0; i < sources.size(); i++) {
            var source = sources.get(i);
            var at = path + ".sources[" + i + "]";
            if (source.tree().size() == 0) {
                scope.errors().required(at, "must specify a volume type");
            } else if (source.tree().size() > 1) {
                source.tree().forEachMember((name, value) -> {
                    if (!name.equals(first(source.tree()))) {
                        scope.errors().forbidden(at + "." + name, "may not specify more than 1 volume type per source");
                    }
                });
            }
            var token = source.serviceAccountToken().path();
            if (!token.isEmpty() && !paths.add(token)) {
                scope.errors().invalid(at, token, "conflicting duplicate paths");
            }
        }
    }

    private static String first(Struct source) {
        var names = new ArrayList<String>();
        source.forEachMember((name, value) -> names.add(name));
        return names.get(0);
    }

    private static void downwardFile(Struct tree, String path, Scope scope) {
        var file = new DownwardAPIVolumeFile(tree);
        if (file.hasFieldRef() && file.hasResourceFieldRef()) {
            scope.errors()
                    .invalid(path, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously");
        } else if (!file.hasFieldRef() && !file.hasResourceFieldRef()) {
            scope.errors().required(path, "one of fieldRef and resourceFieldRef is required");
        }
        var field = file.fieldRef().fieldPath();
        boolean subscript = field.startsWith("metadata.labels[") || field.startsWith("metadata.annotations[");
        if (!field.isEmpty() && !subscript && !DOWNWARD_FIELDS.contains(field)) {
            if (PodFields.isKnown(field)) {
                scope.errors()
                        .notSupported(
                                path + ".fieldRef.fieldPath",
                                field,
                                DOWNWARD_FIELDS.stream().sorted().toList());
            } else {
                scope.errors()
                        .invalid(
                                path + ".fieldRef.fieldPath",
                                field,
                                "error converting fieldPath: field label not supported: " + field);
            }
        }
    }

    private static void absolutePath(Struct tree, String path, Scope scope) {
        var source = new NFSVolumeSource(tree);
        if (!source.path().isEmpty() && !source.path().startsWith("/")) {
            scope.errors().invalid(path + ".path", source.path(), "must be an absolute path");
        }
    }
}
