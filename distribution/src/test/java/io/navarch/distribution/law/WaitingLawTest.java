package io.navarch.distribution.law;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whoever runs inside a cluster waits by the cluster's clock, and lets the cluster know what it is busy with. */
class WaitingLawTest {
    private static final Map<Class<?>, Set<String>> WAIT = Map.ofEntries(
            Map.entry(Object.class, Set.of("wait")),
            Map.entry(Thread.class, Set.of("sleep", "join")),
            Map.entry(LockSupport.class, Set.of("parkNanos", "parkUntil")),
            Map.entry(Condition.class, Set.of("await", "awaitNanos", "awaitUntil")),
            Map.entry(CountDownLatch.class, Set.of("await")),
            Map.entry(BlockingQueue.class, Set.of("poll", "offer")),
            Map.entry(Semaphore.class, Set.of("tryAcquire")),
            Map.entry(Lock.class, Set.of("tryLock")),
            Map.entry(Future.class, Set.of("get")),
            Map.entry(CompletableFuture.class, Set.of("orTimeout", "completeOnTimeout", "delayedExecutor", "get")),
            Map.entry(
                    ScheduledExecutorService.class,
                    Set.of("schedule", "scheduleAtFixedRate", "scheduleWithFixedDelay")),
            Map.entry(TimeUnit.class, Set.of("sleep", "timedJoin", "timedWait")));

    /** Programs on a real machine, and sockets whose other end has a time of its own. */
    private static final String[] OUTSIDE = {
        "io.navarch.distribution..", "io.navarch.network..", "io.navarch.streaming..", "io.navarch.kubelet.server.."
    };

    /** Who may wait by the machine's time, and why. */
    private static final Map<String, String> MAY_WAIT = Map.of(
            "io.navarch.runtime.SystemClock", "it is the machine's time",
            "io.navarch.runtime.activity.TrackedActivity", "has patience with threads that run",
            "io.navarch.apiserver.watchcache.WatchCache", "for the thread that tells it of what has been written",
            "io.navarch.apiserver.watchcache.StoreMirror", "for the thread that tells it of what has been written",
            "io.navarch.apiserver.crd.CustomResources", "for the thread that looks at a new definition",
            "io.navarch.apiserver.pipeline.InFlight", "for requests that run to make room",
            "io.navarch.embedded.engine.StartedContainer", "for a program of the test's to set itself up");

    /** Who may start threads that nobody counts, and why. */
    private static final Map<String, String> MAY_START = Map.ofEntries(
            Map.entry("io.navarch.runtime.SystemClock", "it is the machine's time"),
            Map.entry("io.navarch.runtime.activity.TrackedActivity", "counts them"),
            Map.entry("io.navarch.runtime.activity.UntrackedActivity", "does not count"),
            Map.entry("io.navarch.pki.ClusterPki", "makes a key before there is a cluster"),
            Map.entry("io.navarch.store.log.Committer", "is waited for by who writes"),
            Map.entry("io.navarch.store.log.Snapshotter", "changes nothing"),
            Map.entry("io.navarch.store.mvcc.WatchHub", "counts each of its rounds"),
            Map.entry("io.navarch.apiserver.ApiServer", "is waited for by who starts it"),
            Map.entry("io.navarch.apiserver.bootstrap.Bootstrap", "is waited for by who starts it"),
            Map.entry("io.navarch.apiserver.usage.NodeReadings", "is waited for by the request"),
            Map.entry("io.navarch.apiserver.watchcache.StoreMirror$Changes", "lists again what it has lost"),
            Map.entry("io.navarch.apiserver.http.TakenConnection", "a conversation with a client"),
            Map.entry("io.navarch.apiserver.http.WatchSocket", "a conversation with a client"),
            Map.entry("io.navarch.kubelet.cri.simulated.SimulatedContainerRuntime", "a conversation with a client"),
            Map.entry("io.navarch.kubelet.manifest.StaticPods", "follows a directory of a real machine"),
            Map.entry("io.navarch.embedded.engine.LocalProcess", "a real process"));

    private static final Pattern GENERATED_VIEWS = Pattern.compile(".*/io/navarch/model/[a-z]+/v[0-9][a-z0-9]*/.*");

    private static JavaClasses code;

    @BeforeAll
    static void read() {
        code = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.matches(GENERATED_VIEWS))
                .importPackages("io.navarch");
    }

    private static DescribedPredicate<JavaMethodCall> waitsByTheMachine() {
        return describe("waits by the machine's time", call -> WAIT.entrySet().stream()
                .anyMatch(entry -> call.getTargetOwner().isAssignableTo(entry.getKey())
                        && entry.getValue().contains(call.getName())
                        && takesTime(call)));
    }

    private static boolean takesTime(JavaMethodCall call) {
        return call.getTarget().getRawParameterTypes().stream()
                .map(JavaClass::getName)
                .anyMatch(name -> name.equals("long")
                        || name.equals("java.time.Duration")
                        || name.equals("java.util.concurrent.TimeUnit")
                        || name.equals("java.util.Date"));
    }

    @Test
    void waitsAreByTheClock() {
        noClasses()
                .that()
                .resideOutsideOfPackages(OUTSIDE)
                .and(describe("are not excused", type -> !MAY_WAIT.containsKey(type.getName())))
                .should()
                .callMethodWhere(waitsByTheMachine())
                .check(code);
    }

    @Test
    void threadsAreCounted() {
        noClasses()
                .that()
                .resideOutsideOfPackages(OUTSIDE)
                .and(describe("are not excused", type -> !MAY_START.containsKey(type.getName())))
                .should()
                .callMethodWhere(describe(
                        "starts a thread that nobody counts",
                        call -> call.getTargetOwner().isEquivalentTo(Thread.class)
                                && Set.of("ofVirtual", "ofPlatform", "startVirtualThread")
                                        .contains(call.getName())))
                .check(code);
    }
}
