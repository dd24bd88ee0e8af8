package dev.diptych.contrastive.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.contrastive.recipe.Recipe;
import dev.diptych.contrastive.recipe.RecipeReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecipeDraftTest {
    @TempDir
    private Path folder;

    @Test
    void takesMinutesHoursAndDays() {
        assertThat(Budget.parse("8m").seconds()).isEqualTo(480);
        assertThat(Budget.parse("1.5h").seconds()).isEqualTo(5400);
        assertThat(Budget.parse("7d").seconds()).isEqualTo(604_800);
        for (String wrong : List.of("", "8", "8s", "-1m", "0m", "m", "1e3h")) {
            assertThatThrownBy(() -> Budget.parse(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("budget '" + wrong
                            + "', expected a number above 0 of minutes, hours or days, such as 8m, 2h or 7d");
        }
    }

    @Test
    void theBatchIsAPowerOfTwoThatTheDataFill() {
        assertThat(RecipeDraft.batch(2)).isEqualTo(2);
        assertThat(RecipeDraft.batch(15)).isEqualTo(8);
        assertThat(RecipeDraft.batch(1911)).isEqualTo(128);
        assertThat(RecipeDraft.batch(1_000_000)).isEqualTo(1024);
        assertThat(RecipeDraft.smaller(4)).isEqualTo(2);
        assertThat(RecipeDraft.smaller(2)).isZero();
    }

    @Test
    void fillsNineTenthsOfTheBudgetWithWholeEpochs() throws IOException {
        RecipeDraft draft = new RecipeDraft("it's/shards", 10_000, Budget.parse("1h"), "ViT-S-32", 256, "amp_bf16");
        StepRate rate = new StepRate(2, 5);
        assertThat(draft.stepsPerEpoch()).isEqualTo(39);
        assertThat(draft.epochs(rate)).isEqualTo(41); // 3240 s / (39 * 2 s)
        Recipe recipe = read(draft, rate);
        assertThat(recipe.data().train()).isEqualTo("it's/shards");
        assertThat(recipe.epochs()).isEqualTo(41);
        assertThat(recipe.batchSize()).isEqualTo(256);
        assertThat(recipe.schedule().warmup()).isEqualTo(159);
        assertThat(recipe.saving().everySteps()).isEqualTo(900);
    }

    @Test
    void aSlowMachineStillGetsARecipeThatCanBeRead() throws IOException {
        RecipeDraft draft = new RecipeDraft("data", 2, Budget.parse("1m"), "ViT-T-8-64", 2, "fp32");
        assertThat(draft.epochs(new StepRate(1000, 0))).isZero();
        Recipe recipe = read(draft, new StepRate(1000, 0));
        assertThat(recipe.epochs()).isEqualTo(1);
        assertThat(recipe.schedule().warmup()).isZero();
    }

    @Test
    void timesAreSaidAsPeopleSayThem() {
        assertThat(List.of(RecipeDraft.span(40), RecipeDraft.span(475), RecipeDraft.span(9000), RecipeDraft.span(6e5)))
                .containsExactly("40 s", "8 min", "2.5 h", "6.9 days");
    }

    private Recipe read(RecipeDraft draft, StepRate rate) throws IOException {
        Path file = Files.writeString(folder.resolve("recipe.yaml"), draft.yaml(rate));
        return RecipeReader.read(file, List.of(), Path.of("..", "configs", "models"))
                .recipe();
    }
}
