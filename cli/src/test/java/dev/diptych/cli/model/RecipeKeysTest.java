package dev.diptych.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.config.ConfigException;
import dev.diptych.contrastive.recipe.RecipeReader;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecipeKeysTest {
    @Test
    void namesKeysThatRecipesHave() {
        Path recipe = Path.of("..", "configs", "recipes", "vit-s-32.yaml");
        for (String key : RecipeKeys.KEYS.values()) {
            try {
                RecipeReader.read(recipe, List.of(key + "=1"), Path.of("..", "configs", "models"));
            } catch (ConfigException e) { // 1 is not a value of every key
                assertThat(e).hasMessageNotContaining("unknown key").hasMessageContaining(key + ":");
            }
        }
    }

    @Test
    void knowsAnOptionWithItsValue() {
        assertThat(RecipeKeys.of("--batch-size=8")).contains("train.batch_size");
        assertThat(RecipeKeys.of("--batches")).isEmpty();
    }
}
