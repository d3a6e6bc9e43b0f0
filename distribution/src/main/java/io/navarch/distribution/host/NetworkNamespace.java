package io.navarch.distribution.host;

import io.navarch.runtime.NetworkContext;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A named network namespace ({@code /run/netns/NAME}, see ip-netns(8)). Each call enters it on a platform thread made for that
 * call, which ends with it: no thread of the process is ever left in a namespace that is not the host's.
 *
 * <p>Entering is setns(2), called through the foreign function interface; it needs root.
 */
public record NetworkNamespace(Path path) implements NetworkContext {
    private static final int O_RDONLY_CLOEXEC = 0x80000;
    private static final int CLONE_NEWNET = 0x40000000;

    @Override
    public List<String> commandPrefix() {
        return List.of("nsenter", "--net=" + path, "--");
    }

    @Override
    public <T> T call(Callable<T> action) throws Exception {
        FutureTask<T> task = new FutureTask<>(() -> {
            LibC.enter(path);
            return action.call();
        });
        Thread.ofPlatform().name("in " + path.getFileName()).start(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case Exception failure -> throw failure;
                case Error failure -> throw failure;
                case null, default -> throw e;
            }
        }
    }

    /** The three functions of the C library that are needed. Loaded at the first call, so that other commands never pay. */
    @SuppressWarnings("restricted") // native access is what it is for; the launcher enables it
    private static final class LibC {
        private static final Linker LINKER = Linker.nativeLinker();
        private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
        private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
        private static final MethodHandle OPEN =
                function("open", 2, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
        private static final MethodHandle SETNS =
                function("setns", -1, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
        private static final MethodHandle CLOSE = function("close", -1, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);

        private static MethodHandle function(
                String name, int firstVariadic, MemoryLayout result, MemoryLayout... arguments) {
            FunctionDescriptor descriptor = FunctionDescriptor.of(result, arguments);
            Linker.Option errno = Linker.Option.captureCallState("errno");
            MemorySegment address = LINKER.defaultLookup().findOrThrow(name);
            return firstVariadic < 0
                    ? LINKER.downcallHandle(address, descriptor, errno)
                    : LINKER.downcallHandle(address, descriptor, errno, Linker.Option.firstVariadicArg(firstVariadic));
        }

        /** Moves the calling thread into the namespace. */
        static void enter(Path path) throws IOException {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment state = arena.allocate(STATE);
                int descriptor = (int) OPEN.invokeExact(state, arena.allocateFrom(path.toString()), O_RDONLY_CLOEXEC);
                if (descriptor < 0) {
                    throw new IOException(
                            "cannot open the network namespace " + path + " (errno " + errno(state) + ")");
                }
                int entered = (int) SETNS.invokeExact(state, descriptor, CLONE_NEWNET);
                int reason = errno(state);
                int closed = (int) CLOSE.invokeExact(state, descriptor);
                if (entered != 0 || closed != 0) {
                    throw new IOException("cannot enter the network namespace " + path + " (errno " + reason + ")");
                }
            } catch (IOException | RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IOException("cannot enter the network namespace " + path, e);
            }
        }

        private static int errno(MemorySegment state) {
            return (int) ERRNO.get(state, 0L);
        }
    }
}
