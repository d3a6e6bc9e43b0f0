package io.navarch.junit;

import io.navarch.embedded.NavarchCluster;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;
import org.junit.platform.commons.support.AnnotationSupport;

/** Gives tests their clusters. Registered by {@link NavarchTest}; stateless, for JUnit's store keeps the clusters. */
public final class NavarchExtension
        implements BeforeAllCallback, TestInstancePostProcessor, ParameterResolver, AfterTestExecutionCallback {
    @Override
    public void beforeAll(ExtensionContext context) throws IllegalAccessException {
        fill(context.getRequiredTestClass(), null, context);
    }

    @Override
    public void postProcessTestInstance(Object instance, ExtensionContext context) throws IllegalAccessException {
        fill(instance.getClass(), instance, context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == NavarchCluster.class;
    }

    @Override
    public NavarchCluster resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var wanted = parameter.findAnnotation(Cluster.class).map(ClusterWish::of);
        return TestClusters.of(context).get(wanted.orElseGet(() -> ofClass(context)));
    }

    /** Prints what the clusters know of a test that failed, before anything is cleaned up. */
    @Override
    public void afterTestExecution(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            TestClusters.of(context)
                    .reports()
                    .forEach(report -> System.err.println(context.getDisplayName() + " failed. " + report));
        }
    }

    /** Sets the fields of the type, of the object or static ones. */
    private static void fill(Class<?> type, @Nullable Object instance, ExtensionContext context)
            throws IllegalAccessException {
        for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
            for (var field : each.getDeclaredFields()) {
                boolean isStatic = Modifier.isStatic(field.getModifiers());
                if (isStatic == (instance == null) && AnnotationSupport.isAnnotated(field, Cluster.class)) {
                    set(field, instance, context);
                }
            }
        }
    }

    private static void set(Field field, @Nullable Object instance, ExtensionContext context)
            throws IllegalAccessException {
        if (field.getType() != NavarchCluster.class || Modifier.isFinal(field.getModifiers())) {
            throw new ExtensionConfigurationException(
                    "@Cluster is on " + field + ": a field with it is a NavarchCluster and not final");
        }
        var wish = ClusterWish.of(field.getAnnotation(Cluster.class));
        field.setAccessible(true);
        field.set(instance, TestClusters.of(context).get(wish.name().isEmpty() ? ofClass(context) : wish));
    }

    private static ClusterWish ofClass(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getRequiredTestClass(), NavarchTest.class)
                .or(() -> context.getTestInstances().flatMap(all -> all.getEnclosingInstances().stream()
                        .flatMap(one -> AnnotationSupport.findAnnotation(one.getClass(), NavarchTest.class).stream())
                        .findFirst()))
                .map(ClusterWish::of)
                .orElse(ClusterWish.PLAIN);
    }
}
