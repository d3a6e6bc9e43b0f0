package io.navarch.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A cluster besides that of the class, for the parameter or field that bears it. Parameters and fields with the same name share
 * one; it is closed with the cluster of the class.
 */
@Documented
@Target({ElementType.PARAMETER, ElementType.FIELD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NavarchExtension.class)
public @interface Cluster {
    /** The cluster's name; without one, it is the class's own cluster, whose settings {@link NavarchTest} has if it is there. */
    String value() default "";

    /** How many simulated nodes the cluster has; counts where the cluster is first asked for. */
    int nodes() default 1;

    /** Whether the cluster's time stands still until the test moves it. */
    boolean manualClock() default false;

    /** Files and directories of manifests that are created first; relative ones are looked up in the test's resources. */
    String[] manifests() default {};

    /** Says what the cluster is to be like where the other settings do not suffice. */
    Class<? extends ClusterCustomizer> customizer() default ClusterCustomizer.None.class;
}
