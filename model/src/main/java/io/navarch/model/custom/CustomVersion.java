package io.navarch.model.custom;

import org.jspecify.annotations.Nullable;

/**
 * What a CustomResourceDefinition says about one of its versions, beyond what every kind has.
 *
 * @param schema what objects look like
 * @param form objects laid out by the schema
 * @param scale where the scale sub-resource finds its numbers, or null if there is none
 */
public record CustomVersion(
        CustomSchema schema, TypedForm form, @Nullable ScalePaths scale) {
    /**
     * Simple JSONPaths into the object.
     *
     * @param selector where the label selector stands as text; "" for nowhere
     */
    public record ScalePaths(String specReplicas, String statusReplicas, String selector) {}
}
