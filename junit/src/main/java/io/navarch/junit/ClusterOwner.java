package io.navarch.junit;

import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Whose the clusters are that somebody asks for: those of the innermost class with an annotation of its own, which classes nested
 * in it share, or of a method of it.
 *
 * @param context of the class or method, with which the clusters end
 * @param test the class in whose resources manifests are looked up
 * @param wish what its own cluster is to be like, as {@link NavarchTest} says; empty without one
 */
record ClusterOwner(ExtensionContext context, Class<?> test, Optional<ClusterWish> wish) {
    static ClusterOwner of(ExtensionContext asking) {
        var annotated = annotated(asking);
        var settings = AnnotationSupport.findAnnotation(annotated.getRequiredTestClass(), NavarchTest.class);
        boolean perMethod = settings.map(NavarchTest::perMethod).orElse(false);
        return new ClusterOwner(
                perMethod ? asking : annotated, annotated.getRequiredTestClass(), settings.map(ClusterWish::of));
    }

    /** What the cluster is to be like. */
    ClusterWish wish(Cluster cluster) {
        var wanted = ClusterWish.of(cluster);
        if (!wanted.name().isEmpty() || wish.isEmpty()) {
            return wanted;
        }
        if (!wanted.equals(ClusterWish.PLAIN)) {
            throw new ExtensionConfigurationException(
                    cluster + " has no name, so it is the cluster of " + test.getSimpleName()
                            + ", and what that is like is said by @NavarchTest: give it a name, or move its settings there");
        }
        return wish.get();
    }

    /** The innermost class that is annotated; without one, for somebody registered the extension by hand, the outermost. */
    private static ExtensionContext annotated(ExtensionContext asking) {
        var found = asking;
        for (var each = asking;
                each.getTestClass().isPresent();
                each = each.getParent().orElseThrow()) {
            found = each;
            if (each.getTestMethod().isEmpty()
                    && AnnotationSupport.isAnnotated(each.getRequiredTestClass(), NavarchTest.class)) {
                break;
            }
        }
        return found;
    }

    /** Whether each method has clusters of its own, and this is not one. */
    static boolean waitsForMethod(ExtensionContext asking) {
        return asking.getTestMethod().isEmpty()
                && AnnotationSupport.findAnnotation(annotated(asking).getRequiredTestClass(), NavarchTest.class)
                        .map(NavarchTest::perMethod)
                        .orElse(false);
    }
}
