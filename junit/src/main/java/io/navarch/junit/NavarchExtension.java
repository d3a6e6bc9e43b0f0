package io.navarch.junit;

import io.navarch.embedded.NavarchCluster;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Gives tests their clusters. Registered by {@link NavarchTest} and {@link Cluster}; stateless, for JUnit's store keeps the
 * clusters.
 */
public final class NavarchExtension
        implements BeforeAllCallback,
                TestInstancePostProcessor,
                BeforeEachCallback,
                ParameterResolver,
                AfterTestExecutionCallback,
                LifecycleMethodExecutionExceptionHandler {
    @Override
    public void beforeAll(ExtensionContext context) throws IllegalAccessException {
        fill(context.getRequiredTestClass(), null, context);
    }

    @Override
    public void postProcessTestInstance(Object instance, ExtensionContext context) throws IllegalAccessException {
        if (!ClusterOwner.waitsForMethod(context)) {
            fill(instance.getClass(), instance, context);
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IllegalAccessException {
        if (ClusterOwner.of(context).context() == context) {
            for (var instance : context.getRequiredTestInstances().getAllInstances()) {
                fill(instance.getClass(), instance, context);
            }
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == NavarchCluster.class;
    }

    @Override
    public NavarchCluster resolveParameter(ParameterContext parameter, ExtensionContext context) {
        refuseBeforeMethod(parameter.getDeclaringExecutable(), context);
        var clusters = TestClusters.of(context);
        return parameter.findAnnotation(Cluster.class).map(clusters::get).orElseGet(clusters::own);
    }

    /** Prints what the clusters know of a test that failed, before anything is cleaned up. */
    @Override
    public void afterTestExecution(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            report(context, "");
        }
    }

    @Override
    public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        report(context, "@BeforeAll of ");
        throw failure;
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        report(context, "@BeforeEach of ");
        throw failure;
    }

    private static void report(ExtensionContext context, String what) {
        if (!ClusterOwner.waitsForMethod(context)) {
            for (var report : TestClusters.of(context).reports()) {
                System.err.println(what + context.getDisplayName() + " failed. " + report);
            }
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
        refuseBeforeMethod(field, context);
        field.setAccessible(true);
        field.set(instance, TestClusters.of(context).get(field.getAnnotation(Cluster.class)));
    }

    private static void refuseBeforeMethod(Object asking, ExtensionContext context) {
        if (ClusterOwner.waitsForMethod(context)) {
            throw new ExtensionConfigurationException(
                    asking + " asks for a cluster, but "
                            + context.getRequiredTestClass().getSimpleName()
                            + " has @NavarchTest(perMethod = true): only methods, @BeforeEach, @AfterEach and fields of the instance have one");
        }
    }
}
