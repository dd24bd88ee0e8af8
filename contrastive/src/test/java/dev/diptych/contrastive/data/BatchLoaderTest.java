package dev.diptych.contrastive.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.image.RgbImage;
import dev.diptych.text.TextConfig;
import dev.diptych.text.tokenizer.BpeTokenizer;
import dev.diptych.text.tokenizer.BpeTrainer;
import dev.diptych.text.tokenizer.Tokenizer;
import dev.diptych.vision.augment.Augmentation;
import dev.diptych.vision.augment.AugmentationConfig;
import dev.diptych.vision.preprocess.Preprocessing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class BatchLoaderTest {
    private static final Preprocessing PREPROCESSING = new Preprocessing(8);
    private static final int CONTEXT = 16;
    private static final Tokenizer TOKENIZER = new BpeTokenizer(new BpeTrainer(514).train(Stream.of("a")));

    @Test
    void aRunThatResumesSeesTheBatchesItWouldHaveSeen() throws InterruptedException {
        List<float[]> whole = images(0, 7);
        List<float[]> resumed = images(4, 3);
        for (int i = 0; i < resumed.size(); i++) {
            assertThat(resumed.get(i)).containsExactly(whole.get(4 + i));
        }
    }

    @Test
    void anEpochShowsEveryPairAtMostOnceInAnOrderOfItsOwn() throws InterruptedException {
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();
        try (BatchLoader loader = loader(0, Masking.NONE)) {
            for (int step = 0; step < 6; step++) {
                Batch batch = loader.next();
                for (int b = 0; b < 3; b++) {
                    int[] row = Arrays.copyOfRange(batch.ids(), b * CONTEXT + 1, b * CONTEXT + batch.ends()[b]);
                    (step < 3 ? first : second).add(TOKENIZER.decode(row).strip());
                }
                loader.release(batch);
            }
        }
        assertThat(first).doesNotHaveDuplicates().hasSize(9);
        assertThat(second).doesNotHaveDuplicates().isNotEqualTo(first);
    }

    @Test
    void groupsByConceptWhereAsked() throws InterruptedException {
        try (BatchLoader loader = loader(0, Masking.CONCEPT)) {
            Batch batch = loader.next();
            for (int b = 0; b < 3; b++) {
                assertThat(batch.groups()[b]).isBetween(0, 4); // ten pairs of five concepts
            }
        }
    }

    @Test
    void tellsTheLongestCaption() throws InterruptedException {
        try (BatchLoader loader = loader(0, Masking.NONE)) {
            Batch batch = loader.next();
            int longest = Arrays.stream(batch.ends()).max().orElseThrow() + 1;
            assertThat(batch.longest()).isEqualTo(longest);
        }
    }

    @Test
    void countsCaptionsThatDoNotFit() throws InterruptedException {
        try (BatchLoader roomy = loader(0, Masking.NONE);
                BatchLoader tight =
                        new BatchLoader(pairs(10), TOKENIZER, augmentation(), settings(0, Masking.NONE, 3))) {
            roomy.next();
            tight.next();
            assertThat(roomy.captionsRead()).isGreaterThanOrEqualTo(3);
            assertThat(roomy.captionsCut()).isZero();
            assertThat(tight.captionsCut()).isBetween(3L, tight.captionsRead());
        }
    }

    @Test
    void stopsWaitingForABatchThatIsNotFilled() throws InterruptedException {
        try (BatchLoader loader = loader(0, Masking.NONE)) {
            for (int i = 0; i < 3; i++) {
                loader.next(); // none is given back, so that there is no other to fill
            }
            assertThatThrownBy(() -> loader.next(() -> true)).isInstanceOf(CancellationException.class);
        }
    }

    @Test
    void rejectsABatchLargerThanTheData() {
        assertThatThrownBy(() -> new BatchLoader(pairs(2), TOKENIZER, augmentation(), settings(0, Masking.NONE)))
                .hasMessage("train: batch_size 3, expected at most 2, the pairs there are");
    }

    private static List<float[]> images(long firstStep, int count) throws InterruptedException {
        List<float[]> images = new ArrayList<>();
        try (BatchLoader loader = loader(firstStep, Masking.NONE)) {
            for (int i = 0; i < count; i++) {
                Batch batch = loader.next();
                images.add(batch.images().clone());
                loader.release(batch);
            }
        }
        return images;
    }

    private static BatchLoader loader(long firstStep, Masking masking) {
        return new BatchLoader(pairs(10), TOKENIZER, augmentation(), settings(firstStep, masking));
    }

    private static BatchLoader.Settings settings(long firstStep, Masking masking) {
        return settings(firstStep, masking, CONTEXT);
    }

    private static BatchLoader.Settings settings(long firstStep, Masking masking, int context) {
        CaptionDraw captions = new CaptionDraw(CaptionDraw.Kind.ONE, 0);
        TextConfig text = new TextConfig(context, 49_408, 8, 1, 1, 4);
        return new BatchLoader.Settings(3, PREPROCESSING.inputLength(), text, captions, masking, 9, firstStep);
    }

    private static Augmentation augmentation() {
        return new Augmentation(AugmentationConfig.DEFAULT, PREPROCESSING);
    }

    private static PairSet pairs(int count) {
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            RgbImage image = RgbImage.filled(12, 12, 0x102030 * (i + 1) & 0xFFFFFF);
            pairs.add(new Pair("key" + i, image, List.of("caption " + i), "concept" + i / 2));
        }
        return new PairSet(pairs, List.of(), List.of());
    }
}
