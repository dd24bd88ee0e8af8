package dev.diptych.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class DataOptionsTest {
    @Command
    private static final class Holder {
        @Mixin
        private DataOptions data = new DataOptions();
    }

    @Test
    void isShortForKeysOfTheRecipe() {
        assertThat(overrides()).isEmpty();
        assertThat(overrides(
                        "--dataset-type=csv",
                        "--csv-img-key=the image's",
                        "--csv-caption-key=text",
                        "--csv-separator=\t",
                        "--train-data-upsampling-factors=2::0.5",
                        "--train-num-samples=100",
                        "--workers=3",
                        "--max-bad-samples=0.01"))
                .containsExactly(
                        "data.type=csv",
                        "data.csv.image_key='the image''s'",
                        "data.csv.caption_key='text'",
                        "data.csv.separator='\\t'",
                        "data.upsampling_factors=[2, 0.5]",
                        "data.num_samples=100",
                        "data.workers=3",
                        "data.max_bad_samples=0.01");
    }

    private static List<String> overrides(String... arguments) {
        Holder holder = new Holder();
        new CommandLine(holder).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments);
        List<String> overrides = new ArrayList<>();
        holder.data.addTo(overrides);
        return overrides;
    }
}
