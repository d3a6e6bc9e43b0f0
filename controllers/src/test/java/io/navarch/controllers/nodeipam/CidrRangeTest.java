package io.navarch.controllers.nodeipam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CidrRangeTest {
    @Test
    void handsOutBlocksInTurn() {
        var range = new CidrRange("10.244.0.0/22", 24);
        assertThat(range.take()).contains("10.244.0.0/24");
        assertThat(range.take()).contains("10.244.1.0/24");
        range.release("10.244.0.0/24");
        // What was just given back rests, so that routes to it can go.
        assertThat(range.take()).contains("10.244.2.0/24");
        assertThat(range.take()).contains("10.244.3.0/24");
        assertThat(range.take()).contains("10.244.0.0/24");
        assertThat(range.take()).isEmpty();
    }

    @Test
    void leavesOutWhatIsTaken() {
        var range = new CidrRange("10.244.0.0/23", 24);
        range.occupy("10.244.0.0/24");
        range.occupy("10.9.0.0/24");
        range.occupy("10.244.1.0/25");
        range.occupy("fd00::/24");
        assertThat(range.take()).contains("10.244.1.0/24");
        assertThat(range.take()).isEmpty();
    }

    @Test
    void knowsLongAddresses() {
        var range = new CidrRange("fd00:10:244::/56", 64);
        range.take();
        assertThat(range.take()).contains("fd00:10:244:1:0:0:0:0/64");
        range.occupy("fd00:10:244:2::/64");
        assertThat(range.take()).contains("fd00:10:244:3:0:0:0:0/64");
    }

    @Test
    void refusesBlocksThatDoNotFit() {
        assertThatThrownBy(() -> new CidrRange("10.0.0.0/24", 16)).hasMessageContaining("does not fit");
    }
}
