package io.navarch.streaming.remotecommand;

import io.navarch.streaming.Tunnel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A command for tests: copies its input to its output, says "done" on stderr and exits with a code. */
final class EchoCommand {
    private EchoCommand() {}

    static boolean run(RemoteCommandStreams streams, int exitCode) throws IOException {
        Tunnel.copy(streams.stdin(), streams.stdout());
        streams.stderr().write("done".getBytes(StandardCharsets.UTF_8));
        streams.finish(CommandStatus.exited(exitCode));
        return true;
    }
}
