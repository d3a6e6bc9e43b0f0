package io.navarch.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RandomNamesTest {
    @Test
    void repeatsARunFromItsSeed() {
        assertThat(new RandomNames(new Random(7)).generate("web-"))
                .isEqualTo(new RandomNames(new Random(7)).generate("web-"))
                .matches("web-[bcdfghjklmnpqrstvwxz2456789]{5}");
    }

    @Test
    void cutsLongBases() {
        assertThat(new RandomNames(new Random(1)).generate("x".repeat(80))).hasSize(63);
    }

    @Test
    void makesVersion4Uids() {
        var uid = UUID.fromString(new RandomNames(new Random(3)).uid("x"));
        assertThat(uid.version()).isEqualTo(4);
        assertThat(uid.variant()).isEqualTo(2);
    }

    @Test
    void encodesHashesWithTheSafeAlphabet() {
        // Each digit of the decimal number becomes the letter at its character code modulo 27.
        assertThat(RandomNames.safeEncode(1234567890L)).isEqualTo("56789bcdf4");
        assertThat(RandomNames.safeEncode(0)).isEqualTo("4");
        assertThat(RandomNames.safeEncode(-1)).isEqualTo(RandomNames.safeEncode(4294967295L));
    }
}
