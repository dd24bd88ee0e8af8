package dev.diptych.contrastive.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.contrastive.recipe.Recipe;
import dev.diptych.contrastive.recipe.RecipeReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RunPlanTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aRankTakesWhatItsShareOfThePairsDoes(int parts) throws IOException {
        long fixed = bytes(4, parts, 1); // weights, moments and hardly a pair
        long share = bytes(128, parts, 1);
        long whole = bytes(512, parts, 1);
        long rank = bytes(512, parts, 4);
        assertThat(whole - fixed).isGreaterThan(3 * (share - fixed));
        // The features of all pairs and its rows of the loss come on top of what 128 pairs take.
        assertThat(rank).isBetween(share, share + (whole - share) / 10);
    }

    @Test
    void ranksOfOneMachineShareItsMemory() {
        assertThat(RunPlan.tooLarge(1L << 30, 1, 1L << 31)).isEmpty();
        assertThat(RunPlan.tooLarge(1L << 30, 2, 1L << 31)).isEmpty();
        assertThat(RunPlan.tooLarge(1L << 30, 3, 1L << 31))
                .hasValue("a step takes 1.0 GiB on each of the 3 ranks here, expected at most the machine's 2.0 GiB;"
                        + " lower train.batch_size, or set train.grad_checkpointing or train.accum_freq");
    }

    private long bytes(int pairs, int parts, int ranks) throws IOException {
        Path file = Files.writeString(folder.resolve("recipe.yaml"), """
                data: {train: none}
                model: ViT-T-8-64
                train: {batch_size: %d, accum_freq: %d, epochs: 1}
                """.formatted(pairs, parts));
        Recipe recipe = RecipeReader.read(file, List.of(), Path.of("..", "configs", "models"))
                .recipe();
        return RunPlan.bytes(recipe, ranks);
    }
}
