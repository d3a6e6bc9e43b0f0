package io.navarch.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.navarch.embedded.ClusterClosedException;
import io.navarch.embedded.NavarchCluster;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** The shapes that test classes have, each run by JUnit within a test: who gets which cluster, and when it is closed. */
class TestShapesTest {
    /** The clusters that the class under test has met. */
    private static final List<NavarchCluster> MET = new CopyOnWriteArrayList<>();

    private static final CyclicBarrier BARRIER = new CyclicBarrier(2);

    @BeforeEach
    void forget() {
        MET.clear();
    }

    private static void meet(NavarchCluster cluster) {
        assertThat(cluster.url()).startsWith("https://127.0.0.1:");
        MET.add(cluster);
    }

    private static EngineExecutionResults run(Class<?>... tests) {
        var kit = EngineTestKit.engine("junit-jupiter");
        Stream.of(tests).forEach(test -> kit.selectors(selectClass(test)));
        return kit.configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "4")
                .execute();
    }

    private static void assertSucceeded(EngineExecutionResults results, int tests) {
        assertThat(failures(results)).isEmpty();
        assertThat(results.testEvents().succeeded().count()).isEqualTo(tests);
        assertThat(MET).allSatisfy(met -> assertThatThrownBy(met::url).isInstanceOf(ClusterClosedException.class));
    }

    private static Set<NavarchCluster> different() {
        Set<NavarchCluster> different = ConcurrentHashMap.newKeySet();
        different.addAll(MET);
        return different;
    }

    @NavarchTest(nodes = 0)
    static class Outer {
        @Cluster
        NavarchCluster field;

        @Test
        void ofTheClass(NavarchCluster cluster) {
            meet(cluster);
        }

        @Nested
        class WithoutAnnotation {
            WithoutAnnotation(NavarchCluster cluster) {
                meet(cluster);
            }

            @Test
            void hasThatOfTheOuterClass(NavarchCluster cluster) {
                assertThat(cluster).isSameAs(field);
                assertThat(cluster.name()).isEqualTo("Outer");
            }
        }

        @Nested
        @NavarchTest(nodes = 0, manualClock = true)
        class WithAnnotation {
            @BeforeAll
            static void before(NavarchCluster cluster) {
                assertThat(cluster.name()).isEqualTo("WithAnnotation");
            }

            @Test
            void hasItsOwn(NavarchCluster cluster) {
                meet(cluster);
                assertThat(cluster.clock().isManual()).isTrue();
                assertThat(field.name()).isEqualTo("Outer");
            }
        }
    }

    @Test
    void nestedClasses() {
        assertSucceeded(run(Outer.class), 3);
        assertThat(different()).hasSize(2);
    }

    @NavarchTest(nodes = 0)
    @TestInstance(Lifecycle.PER_CLASS)
    static class PerClass {
        private final NavarchCluster injected;

        PerClass(NavarchCluster injected) {
            this.injected = injected;
        }

        @BeforeAll
        void before(NavarchCluster cluster) {
            assertThat(cluster).isSameAs(injected);
        }

        @ParameterizedTest
        @ValueSource(strings = {"one", "two"})
        void parameterised(String value, NavarchCluster cluster) {
            assertThat(value).isNotEmpty();
            assertThat(cluster).isSameAs(injected);
            meet(cluster);
        }

        @TestFactory
        Stream<DynamicTest> dynamic(NavarchCluster cluster) {
            return Stream.of(DynamicTest.dynamicTest("made", () -> meet(cluster)));
        }

        @AfterAll
        void after(NavarchCluster cluster) {
            meet(cluster);
        }
    }

    @Test
    void oneInstanceForAllTestsWithConstructorInjection() {
        assertSucceeded(run(PerClass.class), 3);
        assertThat(different()).hasSize(1);
    }

    @NavarchTest(nodes = 0, perMethod = true)
    static class PerMethod {
        @Cluster
        NavarchCluster field;

        @Cluster("other")
        NavarchCluster other;

        @BeforeEach
        void before(NavarchCluster cluster) {
            assertThat(cluster).isSameAs(field).isNotSameAs(other);
            meet(other);
        }

        @RepeatedTest(2)
        void repeated(NavarchCluster cluster) {
            assertThat(cluster).isSameAs(field);
            meet(cluster);
        }

        @ParameterizedTest
        @ValueSource(ints = 1)
        void parameterised(int value, NavarchCluster cluster, @Cluster("other") NavarchCluster again) {
            assertThat(again).isSameAs(other);
            meet(cluster);
        }

        @AfterEach
        void after(NavarchCluster cluster) {
            assertThat(cluster).isSameAs(field);
        }

        @Nested
        class Inside {
            @Test
            void hasOneToo(NavarchCluster cluster) {
                assertThat(cluster).isSameAs(field);
                meet(cluster);
            }
        }
    }

    @Test
    void aClusterForEachMethod() {
        assertSucceeded(run(PerMethod.class), 4);
        assertThat(different()).hasSize(8);
    }

    @NavarchTest(nodes = 0, perMethod = true)
    static class PerMethodInConstructor {
        PerMethodInConstructor(NavarchCluster cluster) {
            meet(cluster);
        }

        @Test
        void neverRuns() {}
    }

    @Test
    void aClassWithAClusterForEachMethodHasNoneItself() {
        assertThat(failures(run(PerMethodInConstructor.class)))
                .singleElement()
                .asString()
                .contains("PerMethodInConstructor has @NavarchTest(perMethod = true)", "only methods");
    }

    @NavarchTest(nodes = 0)
    abstract static class Base {
        @Cluster
        protected NavarchCluster inherited;
    }

    static class Derived extends Base {
        @Test
        void hasACluster(NavarchCluster cluster) {
            assertThat(cluster).isSameAs(inherited);
            assertThat(cluster.name()).isEqualTo("Derived");
            meet(cluster);
        }
    }

    static class AlsoDerived extends Base {
        @Test
        void hasAnother() {
            meet(inherited);
        }
    }

    @Test
    void inheritedAnnotationsAndFields() {
        assertSucceeded(run(Derived.class, AlsoDerived.class), 2);
        assertThat(different()).hasSize(2);
    }

    @NavarchTest(nodes = 0)
    @Execution(ExecutionMode.CONCURRENT)
    static class Concurrent {
        @Test
        void one(NavarchCluster cluster) throws Exception {
            BARRIER.await(30, TimeUnit.SECONDS);
            meet(cluster);
        }

        @Test
        void two(NavarchCluster cluster) throws Exception {
            BARRIER.await(30, TimeUnit.SECONDS);
            meet(cluster);
        }
    }

    @Test
    void methodsSideBySideShareACluster() {
        assertSucceeded(run(Concurrent.class), 2);
        assertThat(different()).hasSize(1);
    }

    @NavarchTest(nodes = 0)
    @Execution(ExecutionMode.CONCURRENT)
    static class Left {
        @Test
        void meets(NavarchCluster cluster) throws Exception {
            BARRIER.await(30, TimeUnit.SECONDS);
            meet(cluster);
        }
    }

    @NavarchTest(nodes = 0)
    @Execution(ExecutionMode.CONCURRENT)
    static class Right {
        @Test
        void meets(NavarchCluster cluster) throws Exception {
            BARRIER.await(30, TimeUnit.SECONDS);
            meet(cluster);
        }
    }

    @Test
    void classesSideBySideHaveTheirOwn() {
        assertSucceeded(run(Left.class, Right.class), 2);
        assertThat(different()).hasSize(2);
    }

    @NavarchTest(nodes = 0)
    @ParameterizedClass
    @ValueSource(strings = {"one", "two"})
    static class ParameterisedClass {
        private final String value;

        ParameterisedClass(String value) {
            this.value = value;
        }

        @Test
        void meets(NavarchCluster cluster) {
            assertThat(value).isNotEmpty();
            meet(cluster);
        }

        @Test
        void meetsAgain(NavarchCluster cluster) {
            meet(cluster);
        }
    }

    @Test
    void eachRunOfAParameterisedClassHasItsOwn() {
        assertSucceeded(run(ParameterisedClass.class), 4);
        assertThat(different()).hasSize(2);
    }

    /** Bears no annotation but that of its fields and parameters. */
    static class Plain {
        @Cluster(nodes = 0)
        NavarchCluster field;

        @Test
        void meets(@Cluster(value = "parameter", nodes = 0) NavarchCluster parameter) {
            meet(field);
            meet(parameter);
        }
    }

    @Test
    void clustersOfFieldsAndParametersAlone() {
        assertSucceeded(run(Plain.class), 1);
        assertThat(different()).hasSize(2);
    }

    @NavarchTest(nodes = 0, perMethod = true)
    @Execution(ExecutionMode.CONCURRENT)
    static class ConcurrentPerMethod {
        @Cluster
        NavarchCluster field;

        @Test
        void one() throws Exception {
            BARRIER.await(30, TimeUnit.SECONDS);
            meet(field);
        }

        @Test
        void two(NavarchCluster cluster) throws Exception {
            BARRIER.await(30, TimeUnit.SECONDS);
            assertThat(cluster).isSameAs(field);
            meet(cluster);
        }
    }

    @Test
    void methodsSideBySideWithClustersOfTheirOwn() {
        assertSucceeded(run(ConcurrentPerMethod.class), 2);
        assertThat(different()).hasSize(2);
    }

    @NavarchTest(nodes = 0)
    static class FailsBefore {
        @BeforeAll
        static void fail(NavarchCluster cluster) {
            meet(cluster);
            throw new IllegalStateException("nothing is prepared");
        }

        @Test
        void neverRuns() {}
    }

    @NavarchTest(nodes = 0)
    static class FailsBeforeEach {
        @BeforeEach
        void fail(NavarchCluster cluster) {
            meet(cluster);
            throw new IllegalStateException("nothing is prepared");
        }

        @Test
        void neverRuns() {}
    }

    @Test
    @ResourceLock(Resources.SYSTEM_ERR)
    void aFailureInBeforeAllIsReportedAndItsClusterClosed() {
        assertThat(printedBy(FailsBefore.class))
                .contains("@BeforeAll of TestShapesTest$FailsBefore failed. Cluster FailsBefore (https://");
        assertThat(printedBy(FailsBeforeEach.class)).contains("@BeforeEach of neverRuns() failed. Cluster ");
        assertThat(MET).hasSize(2).allSatisfy(met -> assertThatThrownBy(met::url)
                .isInstanceOf(ClusterClosedException.class));
    }

    private static String printedBy(Class<?> test) {
        var err = System.err;
        var printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            assertThat(failures(run(test))).singleElement().asString().contains("nothing is prepared");
        } finally {
            System.setErr(err);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    private static List<Throwable> failures(EngineExecutionResults results) {
        return results.allEvents().finished().stream()
                .flatMap(event -> event.getRequiredPayload(TestExecutionResult.class).getThrowable().stream())
                .toList();
    }
}
