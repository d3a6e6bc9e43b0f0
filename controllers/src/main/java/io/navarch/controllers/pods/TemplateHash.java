package io.navarch.controllers.pods;

import io.navarch.model.core.v1.PodTemplateSpec;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonWriter;
import io.navarch.runtime.RandomNames;
import java.util.HashMap;

/** Tells pod templates apart: the same template always gets the same name suffix. */
public final class TemplateHash {
    public static final String LABEL = "pod-template-hash";

    private TemplateHash() {}

    /** The suffix for the template; collisions counts how often a name made this way was already taken. */
    public static String of(PodTemplateSpec template, int collisions) {
        long hash = 0x811c9dc5L;
        for (byte b : JsonWriter.bytes(template.tree())) {
            hash = (hash ^ (b & 0xFF)) * 0x01000193L & 0xFFFFFFFFL;
        }
        for (int rest = collisions; rest > 0; rest >>>= 8) {
            hash = (hash ^ (rest & 0xFF)) * 0x01000193L & 0xFFFFFFFFL;
        }
        return RandomNames.safeEncode(hash);
    }

    /** Whether both say the same but for the hash label. */
    public static boolean same(PodTemplateSpec one, PodTemplateSpec other) {
        return plain(one).equals(plain(other));
    }

    private static PodTemplateSpec plain(PodTemplateSpec template) {
        var labels = new HashMap<String, String>(template.metadata().labels());
        if (labels.remove(LABEL) == null) {
            return template;
        }
        return template.withMetadata(meta -> labels.isEmpty()
                ? meta.withoutLabels()
                : meta.withLabels(Dict.of(labels).typed()));
    }
}
