package io.navarch.distribution.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class CidrTest {
    @Test
    void countsItsAddresses() {
        Cidr range = Cidr.of("10.96.0.0/16");
        assertThat(range.address(1).getHostAddress()).isEqualTo("10.96.0.1");
        assertThat(range.address(266).getHostAddress()).isEqualTo("10.96.1.10");
        assertThat(Cidr.of("255.255.0.0/16").address(1).getHostAddress()).isEqualTo("255.255.0.1");
        assertThat(Cidr.of("fd00::/112").address(10).getHostAddress()).isEqualTo("fd00:0:0:0:0:0:0:a");
    }

    @Test
    void refusesWhatIsNoRange() {
        for (String text : new String[] {"10.96.0.0", "10.96.0.0/33", "example/8", "10.96.0.0/x"}) {
            assertThatThrownBy(() -> Cidr.of(text)).hasMessage("invalid CIDR address: " + text);
        }
    }
}
