package dev.diptych.contrastive.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.contrastive.adapt.LoraRules;
import dev.diptych.contrastive.adapt.Tower;
import dev.diptych.nn.adapter.LowRank;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ParameterRulesTest {
    /** Java's immutable sets and maps have another order in each process, and ranks compare what a recipe says of itself. */
    @Test
    void namesStandInTheSameOrderInEveryProcess() {
        ParameterRules rules =
                new ParameterRules(List.of(), Set.of("d", "b", "a", "c"), Map.of("z", 1.0, "x", 2.0, "y", 3.0));
        assertThat(rules.toString()).contains("[a, b, c, d]", "{x=2.0, y=3.0, z=1.0}");
        LoraRules.Rule rule = new LoraRules.Rule(new LowRank(4, 8), List.of());
        assertThat(new LoraRules(Map.of(Tower.TEXT, rule, Tower.IMAGE, rule)).toString())
                .matches(".*IMAGE=.*TEXT=.*");
    }
}
