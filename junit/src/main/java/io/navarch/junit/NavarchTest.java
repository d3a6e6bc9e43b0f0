package io.navarch.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test class with a cluster. It starts when a test, a life-cycle method, a constructor or a field first asks for a
 * {@link io.navarch.embedded.NavarchCluster}, is the same for all tests of the class and the classes nested in it, and is closed
 * after the last. A nested class that bears the annotation itself has a cluster of its own.
 *
 * <pre>{@code
 * @NavarchTest
 * class BackupOperatorTest {
 *     @Test
 *     void makesANightlyJob(NavarchCluster cluster) { … }
 *
 *     @Test
 *     void movesToTheOtherCluster(NavarchCluster here, @Cluster("there") NavarchCluster there) { … }
 * }
 * }</pre>
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NavarchExtension.class)
public @interface NavarchTest {
    /** How many simulated nodes the cluster has. */
    int nodes() default 1;

    /**
     * Whether each test method, and each run of a repeated or parameterised one, has clusters of its own, closed after it. Then
     * methods, life-cycle methods of methods and fields of the instance can have them, the class and its constructor cannot.
     */
    boolean perMethod() default false;

    /** Whether the cluster's time stands still until the test moves it. */
    boolean manualClock() default false;

    /** Files and directories of manifests that are created first; relative ones are looked up in the test's resources. */
    String[] manifests() default {};

    /** Says what the cluster is to be like where the other settings do not suffice. */
    Class<? extends ClusterCustomizer> customizer() default ClusterCustomizer.None.class;
}
