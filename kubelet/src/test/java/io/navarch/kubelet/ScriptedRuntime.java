package io.navarch.kubelet;

import io.navarch.kubelet.cri.ContainerRuntime;
import io.navarch.kubelet.cri.ContainerRuntimeException;
import io.navarch.kubelet.cri.ExecResult;
import io.navarch.kubelet.cri.RpcCode;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.NullUnmarked;

/** An engine that only runs commands, as a test says, and leaves probing to the caller. */
@NullUnmarked
public final class ScriptedRuntime {
    private Function<List<String>, ExecResult> exec;
    private List<String> lastCommand;

    @SuppressWarnings("unchecked")
    public ContainerRuntime runtime() {
        return (ContainerRuntime) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ContainerRuntime.class}, (proxy, method, arguments) -> {
                    return switch (method.getName()) {
                        case "probe", "dial" -> Optional.empty();
                        case "execSync" -> {
                            lastCommand = (List<String>) arguments[1];
                            yield exec.apply(lastCommand);
                        }
                        default -> throw new UnsupportedOperationException(method.getName());
                    };
                });
    }

    public void exec(Function<List<String>, ExecResult> answer) {
        exec = answer;
    }

    public List<String> lastCommand() {
        return lastCommand;
    }

    public static ExecResult result(int code, String output) {
        return ExecResult.of(code, output, "");
    }

    public static ContainerRuntimeException deadline() {
        return new ContainerRuntimeException(RpcCode.DEADLINE_EXCEEDED, "timed out");
    }

    public static ContainerRuntimeException unknown(String description) {
        return new ContainerRuntimeException(RpcCode.UNKNOWN, description);
    }
}
