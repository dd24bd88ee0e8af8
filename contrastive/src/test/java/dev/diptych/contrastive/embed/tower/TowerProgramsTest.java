package dev.diptych.contrastive.embed.tower;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.nn.onednn.OneDnnEngine;
import dev.diptych.nn.tape.Precision;
import dev.diptych.text.TextConfig;
import dev.diptych.vision.VisionConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TowerProgramsTest {
    private static final int DIMENSIONS = 24;
    private static final int TOKENS = 16;
    private static final ModelConfig CONFIG = new ModelConfig(
            DIMENSIONS, new VisionConfig(16, 8, 32, 1, 16, 4), new TextConfig(TOKENS, 100, 32, 1, 2, 4), false);
    private static final OneDnnEngine ENGINE = new OneDnnEngine(1);
    private static final ClipModel MODEL = model(1);
    private static final ClipModel OTHER = model(2); // whose rows are others, whatever their number

    private final TreeSet<Integer> compiled = new TreeSet<>();

    @TempDir
    private Path cache;

    @AfterAll
    static void close() {
        ENGINE.close();
    }

    @Test
    void aProgramOfFewRowsIsComparedWithTheWholeOneOnce() {
        float[] first = embed(MODEL, "tower", 1);
        assertThat(compiled).containsExactly(1, 64);
        compiled.clear();
        assertThat(embed(MODEL, "tower", 1)).isEqualTo(first);
        assertThat(compiled).containsExactly(1);
    }

    @Test
    void anyNumberOfItemsHasTheBitsOfTheWholeProgram() {
        float[] whole = embed(MODEL, "", 70);
        assertThat(compiled).containsExactly(64);
        for (int count : new int[] {1, 2, 3, 5, 9, 31, 33, 64, 70}) {
            assertThat(embed(MODEL, "tower", count))
                    .as("%d items", count)
                    .isEqualTo(Arrays.copyOf(whole, count * DIMENSIONS));
        }
        assertThat(compiled).containsExactly(1, 2, 8, 64);
    }

    @Test
    void aProgramWhoseRowsAreOthersIsNotUsed() {
        float[] right = embed(MODEL, "", 3);
        assertThat(embed(OTHER, "tower", 3)).isEqualTo(right);
        assertThat(embed(OTHER, "tower", 3)).isEqualTo(right);
        assertThat(compiled).containsExactly(1, 2, 8, 64);
        compiled.clear();
        assertThat(embed(OTHER, "tower", 3)).isEqualTo(right);
        assertThat(compiled).containsExactly(64);
    }

    @Test
    void verdictsAreOfOneTower() {
        embed(OTHER, "tower", 1);
        compiled.clear();
        embed(MODEL, "another", 1);
        assertThat(compiled).containsExactly(1, 64);
        compiled.clear();
        embed(MODEL, "another", 1);
        assertThat(compiled).containsExactly(1);
    }

    @Test
    void aDamagedVerdictIsFoundAgain() throws IOException {
        embed(OTHER, "tower", 1);
        Path verdict = files().get(0);
        for (String damaged : List.of("", "othe", "same", "same\nsame\n")) {
            Files.writeString(verdict, damaged);
            float[] right = embed(MODEL, "", 1);
            assertThat(embed(OTHER, "tower", 1)).isEqualTo(right);
            assertThat(verdict).hasContent("other\n");
        }
    }

    @Test
    void whatIsNotANumberTellsNothing() throws IOException {
        TowerPrograms programs = programs(MODEL, "tower");
        programs.run(1, (encoder, items, output) -> Arrays.fill(output, Float.NaN));
        programs.close();
        assertThat(files()).isEmpty();
    }

    @Test
    void aCacheThatCannotBeWrittenIsDoneWithout() throws IOException {
        Files.writeString(cache.resolve("rows"), "a file where a folder should be");
        float[] right = embed(MODEL, "", 1);
        assertThat(embed(MODEL, "tower", 1)).isEqualTo(right);
        Files.delete(cache.resolve("rows"));
    }

    private List<Path> files() throws IOException {
        Path folder = cache.resolve("rows");
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    /** @param few the model that programs of few rows are of */
    private TowerPrograms programs(ClipModel few, String tower) {
        return new TowerPrograms(
                rows -> {
                    compiled.add(rows);
                    return (rows == TowerPrograms.ROWS ? MODEL : few).textEncoder(rows, TOKENS);
                },
                DIMENSIONS,
                tower,
                cache);
    }

    private float[] embed(ClipModel few, String tower, int count) {
        try (TowerPrograms programs = programs(few, tower)) {
            return programs.run(count, (encoder, items, output) -> {
                int[] ids = new int[items.length * TOKENS];
                int[] ends = new int[items.length];
                for (int row = 0; row < items.length; row++) {
                    Random random = new Random(items[row]);
                    for (int token = 0; token < TOKENS; token++) {
                        ids[row * TOKENS + token] = random.nextInt(100);
                    }
                    ends[row] = random.nextInt(TOKENS);
                }
                encoder.encode(ids, ends, output);
            });
        }
    }

    private static ClipModel model(long seed) {
        ClipModel model = ClipModel.untrained(CONFIG, LossKind.CLIP, Precision.FP32, ENGINE);
        model.initialize(seed);
        return model;
    }
}
