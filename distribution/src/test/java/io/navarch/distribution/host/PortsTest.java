package io.navarch.distribution.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.distribution.startup.StartUpException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

final class PortsTest {
    @Test
    void saysWhoHoldsAPort() throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket taken = new ServerSocket(0, 1, loopback)) {
            int port = taken.getLocalPort();
            long pid = ProcessHandle.current().pid();
            assertThat(Ports.holder(port))
                    .hasValueSatisfying(who -> assertThat(who).endsWith("(pid " + pid + ")"));
            assertThatThrownBy(() -> Ports.checkFree(loopback, port, "choose another with --secure-port"))
                    .isInstanceOf(StartUpException.class)
                    .hasMessageContaining("port " + port + " of 127.0.0.1 is in use by ")
                    .hasMessageEndingWith("(pid " + pid + "): stop that or choose another with --secure-port");
        }
    }
}
