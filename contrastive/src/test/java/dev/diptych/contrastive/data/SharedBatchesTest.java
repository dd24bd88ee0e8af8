package dev.diptych.contrastive.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.contrastive.data.source.ListedSamples;
import dev.diptych.contrastive.data.source.MadeSamples;
import dev.diptych.contrastive.data.source.Samples;
import dev.diptych.contrastive.ranks.Ranks;
import dev.diptych.contrastive.ranks.ThreadRanks;
import dev.diptych.contrastive.step.Batch;
import dev.diptych.text.TextConfig;
import dev.diptych.text.bpe.BpeTrainer;
import dev.diptych.text.tokenizer.BpeTokenizer;
import dev.diptych.text.tokenizer.Tokenizer;
import dev.diptych.vision.augment.Augmentation;
import dev.diptych.vision.augment.AugmentationConfig;
import dev.diptych.vision.preprocess.Preprocessing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What ranks draw is what one process draws, dealt out. */
final class SharedBatchesTest {
    private static final Preprocessing PREPROCESSING = new Preprocessing(8);
    private static final int CONTEXT = 16;
    private static final int BATCH = 4; // of all ranks, in a micro-batch
    private static final int STEPS = 3;
    private static final Tokenizer TOKENIZER = new BpeTokenizer(new BpeTrainer(514).train(Stream.of("a")));
    private static final Samples SAMPLES = new ListedSamples(MadeSamples.list(21)); // steps of 4 and 8 leave some out

    /**
     * Pairs of a step.
     *
     * @param rows images and captions, by micro-batch and row
     * @param keys of the pairs of all ranks, as a rank is told them
     */
    private record Step(List<List<Row>> rows, List<String> keys) {}

    private record Row(List<Float> image, List<Integer> ids) {}

    @ParameterizedTest
    @CsvSource({"2, 1", "4, 1", "2, 2", "4, 2"})
    void ranksTakeTheRowsOfOneProcessFromAnyStepOn(int size, int parts) {
        int rows = BATCH / size;
        List<Step> whole = drawn(Ranks.one(), parts, 0, 8); // four epochs, or two
        for (int from = 0; from <= whole.size() - STEPS; from++) {
            int first = from;
            List<List<Step>> shares = ThreadRanks.run(size, ranks -> () -> drawn(ranks, parts, first, STEPS));
            for (int step = 0; step < STEPS; step++) {
                Step alone = whole.get(from + step);
                for (int rank = 0; rank < size; rank++) {
                    Step shared = shares.get(rank).get(step);
                    for (int part = 0; part < parts; part++) {
                        List<Row> own = alone.rows.get(part).subList(rank * rows, (rank + 1) * rows);
                        assertThat(shared.rows.get(part)).isEqualTo(own);
                        int place = (rank * parts + part) * rows;
                        int there = part * BATCH + rank * rows;
                        assertThat(shares.get(0).get(step).keys.subList(place, place + rows))
                                .isEqualTo(alone.keys.subList(there, there + rows));
                    }
                    assertThat(shared.keys).isEqualTo(shares.get(0).get(step).keys);
                }
            }
        }
    }

    private static List<Step> drawn(Ranks ranks, int parts, long from, int count) {
        BatchLoader.Settings settings = new BatchLoader.Settings(
                BATCH,
                parts,
                1,
                PREPROCESSING.inputLength(),
                new TextConfig(CONTEXT, 49_408, 8, 1, 1, 4),
                new CaptionDraw(CaptionDraw.Kind.ONE, 0),
                Masking.CONCEPT,
                9,
                from,
                new BatchLoader.Reading(2, 1 << 20, 1 << 20, 0.5));
        List<Step> steps = new ArrayList<>();
        try (BatchLoader loader = new BatchLoader(
                SAMPLES,
                EpochOrder.of(SAMPLES.size(), settings.seed()),
                TOKENIZER,
                List.of(new Augmentation(AugmentationConfig.DEFAULT, PREPROCESSING)),
                settings,
                () -> false,
                ranks)) {
            for (int step = 0; step < count; step++) {
                List<List<Row>> rows = new ArrayList<>();
                for (int part = 0; part < parts; part++) {
                    rows.add(rows(loader.part(part)));
                }
                steps.add(new Step(rows, loader.keys()));
                loader.release();
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return steps;
    }

    private static List<Row> rows(Batch batch) {
        List<Row> rows = new ArrayList<>();
        int length = PREPROCESSING.inputLength();
        for (int row = 0; row < batch.size(); row++) {
            List<Float> image = new ArrayList<>();
            for (float value : Arrays.copyOfRange(batch.images(), row * length, (row + 1) * length)) {
                image.add(value);
            }
            List<Integer> ids = Arrays.stream(batch.ids(), row * CONTEXT, (row + 1) * CONTEXT)
                    .boxed()
                    .toList();
            rows.add(new Row(image, ids));
        }
        return rows;
    }
}
