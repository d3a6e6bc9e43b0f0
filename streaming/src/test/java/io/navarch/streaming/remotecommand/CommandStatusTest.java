package io.navarch.streaming.remotecommand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class CommandStatusTest {
    @Test
    void isWrittenAsUpstreamWritesIt() {
        assertThat(CommandStatus.exited(0).json()).asString().isEqualTo("{\"metadata\":{},\"status\":\"Success\"}");
        assertThat(CommandStatus.exited(3).json())
                .asString()
                .isEqualTo("{\"metadata\":{},\"status\":\"Failure\",\"message\":\"command terminated with non-zero exit"
                        + " code: command terminated with exit code 3\",\"reason\":\"NonZeroExitCode\",\"details\":"
                        + "{\"causes\":[{\"reason\":\"ExitCode\",\"message\":\"3\"}]}}");
        assertThat(CommandStatus.internalError("no \"sh\"").json())
                .asString()
                .isEqualTo("{\"metadata\":{},\"status\":\"Failure\",\"message\":\"Internal error occurred: no"
                        + " \\\"sh\\\"\",\"reason\":\"InternalError\",\"details\":{\"causes\":[{\"message\":\"no"
                        + " \\\"sh\\\"\"}]},\"code\":500}");
    }

    @Test
    void isReadBack() throws IOException {
        assertThat(CommandStatus.parse(CommandStatus.exited(137).json()).exitCode())
                .hasValue(137);
        assertThat(CommandStatus.parse(CommandStatus.succeeded().json()).success())
                .isTrue();
        CommandStatus error =
                CommandStatus.parse(CommandStatus.internalError("x").json());
        assertThat(error.success()).isFalse();
        assertThat(error.exitCode()).isEqualTo(OptionalInt.empty());
        assertThat(error.message()).isEqualTo("Internal error occurred: x");
    }

    @Test
    void oldProtocolsCarryPlainText() throws IOException {
        assertThat(CommandStatus.succeeded().forProtocol(CommandProtocol.V3)).isEmpty();
        assertThat(CommandStatus.exited(2).forProtocol(CommandProtocol.V1))
                .asString()
                .startsWith("command terminated with non-zero exit code");
        assertThat(CommandStatus.fromProtocol(CommandProtocol.V1, new byte[0]).success())
                .isTrue();
        assertThat(CommandStatus.fromProtocol(CommandProtocol.V2, "no".getBytes(StandardCharsets.UTF_8))
                        .message())
                .contains("error executing remote command: no");
        assertThatThrownBy(() -> CommandStatus.parse("\"a\"".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IOException.class);
    }
}
