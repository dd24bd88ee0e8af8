package dev.diptych.contrastive.embed.tower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.nn.onednn.OneDnnEngine;
import dev.diptych.text.TextConfig;
import dev.diptych.vision.VisionConfig;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptionProgramsTest {
    private static final int DIMENSIONS = 24;
    private static final int CONTEXT = 77;
    private static final int COUNT = 300;
    private static final ModelConfig CONFIG = new ModelConfig(
            DIMENSIONS, new VisionConfig(16, 8, 32, 1, 16, 4), new TextConfig(CONTEXT, 100, 32, 2, 2, 4), false);
    private static final OneDnnEngine ENGINE = new OneDnnEngine(1);
    private static final ClipModel MODEL = model(1);
    private static final ClipModel OTHER = model(2); // whose captions are others, whatever their number

    private final int[] ids = new Random(4).ints((long) COUNT * CONTEXT, 0, 100).toArray();
    private final int[] ends = new int[COUNT];
    private final TreeSet<Integer> compiled = new TreeSet<>();

    @TempDir
    private Path cache;

    CaptionProgramsTest() {
        Random random = new Random(5);
        for (int i = 0; i < COUNT; i++) {
            ends[i] = i % 7 == 0 ? random.nextInt(CONTEXT) : random.nextInt(20);
        }
        ends[3] = CONTEXT - 1;
        ends[8] = 0;
    }

    @AfterAll
    static void close() {
        ENGINE.close();
    }

    @Test
    void embedsWhatThePaddedTowerEmbeds() {
        float[] expected = new float[COUNT * DIMENSIONS];
        MODEL.textEncoder(COUNT, CONTEXT).encode(ids, ends, expected);
        assertThat(embed(MODEL, "tower", 0, COUNT)).containsExactly(expected, within(2e-6f));
    }

    @Test
    void anyCaptionsHaveTheBitsOfTheWholeProgram() {
        float[] whole = embed(MODEL, "", 0, COUNT);
        assertThat(compiled).containsExactly(1024);
        for (int count : new int[] {1, 2, 3, 9, 31, 70, 150}) {
            for (int from = 0; from + count <= COUNT; from += 37) {
                assertThat(embed(MODEL, "tower", from, count))
                        .as("%d captions from %d", count, from)
                        .isEqualTo(Arrays.copyOfRange(whole, from * DIMENSIONS, (from + count) * DIMENSIONS));
            }
        }
        assertThat(compiled).containsExactly(64, 256, 1024);
    }

    @Test
    void aProgramOfFewRowsIsComparedWithTheWholeOneOnce() {
        float[] first = embed(MODEL, "tower", 8, 1);
        assertThat(compiled).containsExactly(64, 1024);
        compiled.clear();
        assertThat(embed(MODEL, "tower", 8, 1)).isEqualTo(first);
        assertThat(compiled).containsExactly(64);
    }

    @Test
    void aCaptionThatIsTooLongForFewRowsTakesMore() {
        embed(MODEL, "tower", 3, 1);
        assertThat(compiled).containsExactly(256, 1024);
    }

    @Test
    void aProgramWhoseRowsAreOthersIsNotUsed() {
        float[] right = embed(MODEL, "", 0, 3);
        assertThat(embed(OTHER, "tower", 0, 3)).isEqualTo(right);
        compiled.clear();
        assertThat(embed(OTHER, "tower", 0, 3)).isEqualTo(right);
        assertThat(compiled).containsExactly(1024);
    }

    /** @param few the model that programs of few rows are of */
    private float[] embed(ClipModel few, String tower, int from, int count) {
        try (CaptionPrograms programs = new CaptionPrograms(
                rows -> {
                    compiled.add(rows);
                    return (rows == 1024 ? MODEL : few).packedTextEncoder(CaptionPrograms.most(rows), rows);
                },
                DIMENSIONS,
                CONTEXT,
                tower,
                cache)) {
            return programs.run(
                    Arrays.copyOfRange(ids, from * CONTEXT, (from + count) * CONTEXT),
                    Arrays.copyOfRange(ends, from, from + count));
        }
    }

    private static ClipModel model(long seed) {
        ClipModel model = new ClipModel(CONFIG, LossKind.CLIP, ENGINE);
        model.initialize(seed);
        return model;
    }
}
