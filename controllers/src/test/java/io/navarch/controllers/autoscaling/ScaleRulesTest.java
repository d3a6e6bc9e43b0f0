package io.navarch.controllers.autoscaling;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.controllers.Json;
import io.navarch.model.autoscaling.v2.HorizontalPodAutoscaler;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ScaleRulesTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final ScaleHistory history = new ScaleHistory();

    private String rule(String spec, int current, int wanted, int second) {
        var autoscaler =
                Json.read(HorizontalPodAutoscaler.KIND, "{'spec':{'minReplicas':2,'maxReplicas':20" + spec + "}}");
        var now = START.plusSeconds(second);
        var ruling = new ScaleRules(autoscaler.spec(), history, now).rule(current, wanted);
        if (ruling.replicas() != current) {
            history.scaled(current, ruling.replicas(), now);
        }
        return ruling.replicas() + " " + ruling.able().reason() + " " + ruling.limited() + " "
                + ruling.limit().reason();
    }

    @Test
    void withoutBehaviorItDoublesAtMostAndShrinksLate() {
        assertThat(rule("", 2, 9, 0)).isEqualTo("4 ReadyForNewScale true ScaleUpLimit");
        assertThat(rule("", 4, 30, 15)).isEqualTo("8 ReadyForNewScale true ScaleUpLimit");
        assertThat(rule("", 16, 30, 30)).isEqualTo("20 ReadyForNewScale true TooManyReplicas");
        assertThat(rule("", 20, 3, 45)).isEqualTo("20 ScaleDownStabilized true TooManyReplicas");
        assertThat(rule("", 20, 3, 400)).isEqualTo("3 ReadyForNewScale false DesiredWithinRange");
        assertThat(rule("", 3, 1, 1000)).isEqualTo("2 ReadyForNewScale true TooFewReplicas");
    }

    @Test
    void policiesLimitHowFastItGrows() {
        var spec = ",'behavior':{'scaleUp':{'stabilizationWindowSeconds':0,'selectPolicy':'Max','policies':["
                + "{'type':'Pods','value':2,'periodSeconds':60},{'type':'Percent','value':50,'periodSeconds':60}]}}";
        assertThat(rule(spec, 2, 20, 0)).isEqualTo("4 ReadyForNewScale true ScaleUpLimit");
        assertThat(rule(spec, 4, 20, 15)).isEqualTo("4 ReadyForNewScale true ScaleUpLimit");
        assertThat(rule(spec, 4, 20, 61)).isEqualTo("6 ReadyForNewScale true ScaleUpLimit");
        assertThat(rule(spec, 6, 20, 122)).isEqualTo("9 ReadyForNewScale true ScaleUpLimit");
    }

    @Test
    void theStrictestPolicyWhereAskedFor() {
        var spec = ",'behavior':{'scaleDown':{'stabilizationWindowSeconds':0,'selectPolicy':'Min','policies':["
                + "{'type':'Pods','value':4,'periodSeconds':60},{'type':'Percent','value':10,'periodSeconds':60}]}}";
        assertThat(rule(spec, 20, 2, 0)).isEqualTo("18 ReadyForNewScale true ScaleDownLimit");
        var never = ",'behavior':{'scaleDown':{'stabilizationWindowSeconds':0,'selectPolicy':'Disabled'}}";
        assertThat(rule(never, 18, 2, 600)).isEqualTo("18 ReadyForNewScale true ScaleDownLimit");
    }

    @Test
    void stabilisationTakesTheLowestWhenGrowing() {
        var spec =
                ",'behavior':{'scaleUp':{'stabilizationWindowSeconds':60,'selectPolicy':'Max','policies':[{'type':'Pods','value':100,'periodSeconds':15}]}}";
        assertThat(rule(spec, 5, 6, 0)).isEqualTo("6 ReadyForNewScale false DesiredWithinRange");
        assertThat(rule(spec, 6, 12, 30)).isEqualTo("6 ScaleUpStabilized false DesiredWithinRange");
        assertThat(rule(spec, 6, 12, 91)).isEqualTo("12 ReadyForNewScale false DesiredWithinRange");
    }
}
