package dev.diptych.contrastive.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.contrastive.recipe.Recipe;
import dev.diptych.contrastive.recipe.RecipeReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WatchTest {
    private static final double GUESSING = Math.log(128);

    private final Watch watch = new Watch(recipe("schedule.warmup=10"));

    @Test
    void saysOnceThatTheLossStaysAtChance() {
        assertThat(said(20, 200, GUESSING)).containsExactly(69L);
    }

    @Test
    void saysNothingDuringTheWarmUpOrWhereTheLossLeaves() {
        assertThat(said(-60, 10, GUESSING)).isEmpty();
        assertThat(said(20, 60, GUESSING)).isEmpty();
        assertThat(said(61, 61, 0.9 * GUESSING)).isEmpty();
        assertThat(said(62, 110, GUESSING)).isEmpty();
        assertThat(said(111, 111, GUESSING)).containsExactly(111L);
    }

    @Test
    void saysOnceThatAMaskLeavesNoNegatives() {
        assertThat(watch.batch(1, new int[] {3, 3, 4})).isEmpty();
        assertThat(watch.batch(2, new int[] {3, 3, 3}))
                .hasValueSatisfying(line -> assertThat(line)
                        .startsWith("step 2: all 3 pairs have the same caption, so that none has a negative"));
        assertThat(watch.batch(3, new int[] {3, 3, 3})).isEmpty();
        assertThat(new Watch(recipe("loss.mask=none")).batch(1, new int[] {0, 0}))
                .isEmpty();
    }

    private List<Long> said(long from, long to, double loss) {
        List<Long> steps = new ArrayList<>();
        for (long step = from; step <= to; step++) {
            if (watch.line(new StepLog(step, 0, loss, 0, 1, 0, 0, 0, 0, 0, 0)).isPresent()) {
                steps.add(step);
            }
        }
        return steps;
    }

    private static Recipe recipe(String override) {
        Path configs = Path.of("..", "configs");
        return RecipeReader.read(configs.resolve("recipes/vit-s-32.yaml"), List.of(override), configs.resolve("models"))
                .recipe();
    }
}
