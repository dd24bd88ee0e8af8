package dev.diptych.contrastive.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.contrastive.data.source.ListedSamples;
import dev.diptych.contrastive.data.source.MadeSamples;
import dev.diptych.contrastive.data.source.SampleStamp;
import dev.diptych.contrastive.data.source.Samples;
import dev.diptych.contrastive.step.Batch;
import dev.diptych.ingest.shard.Sample;
import dev.diptych.text.TextConfig;
import dev.diptych.text.bpe.BpeTrainer;
import dev.diptych.text.tokenizer.BpeTokenizer;
import dev.diptych.text.tokenizer.Tokenizer;
import dev.diptych.vision.augment.Augmentation;
import dev.diptych.vision.augment.AugmentationConfig;
import dev.diptych.vision.augment.ColorJitter;
import dev.diptych.vision.preprocess.Preprocessing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class BatchLoaderTest {
    private static final Preprocessing PREPROCESSING = new Preprocessing(8);
    private static final int CONTEXT = 16;
    private static final Tokenizer TOKENIZER = new BpeTokenizer(new BpeTrainer(514).train(Stream.of("a")));
    private static final BatchLoader.Reading READING = new BatchLoader.Reading(2, 1 << 20, 1 << 20, 0.5);
    private static final CaptionDraw ONE = new CaptionDraw(CaptionDraw.Kind.ONE, 0);
    private static final BatchLoader.Settings SETTINGS = new BatchLoader.Settings(
            3,
            1,
            1,
            PREPROCESSING.inputLength(),
            new TextConfig(CONTEXT, 49_408, 8, 1, 1, 4),
            ONE,
            Masking.NONE,
            9,
            0,
            READING);

    /** A micro-batch, copied. */
    private record Seen(float[] images, int[] ids, int[] ends, int[] groups, int longest) {
        Seen(Batch batch) {
            this(
                    batch.images().clone(),
                    batch.ids().clone(),
                    batch.ends().clone(),
                    batch.groups().clone(),
                    batch.longest());
        }

        String caption(int row) {
            int[] tokens = Arrays.copyOfRange(ids, row * CONTEXT + 1, row * CONTEXT + ends[row]);
            return TOKENIZER.decode(tokens).strip();
        }
    }

    @Test
    void aRunThatResumesSeesTheBatchesItWouldHaveSeen() throws InterruptedException {
        List<Seen> whole = steps(samples(10), SETTINGS, 7);
        List<Seen> resumed = steps(samples(10), from(4), 3);
        assertThat(resumed).usingRecursiveComparison().isEqualTo(whole.subList(4, 7));
    }

    @Test
    void anyNumberOfThreadsAndAnyCacheGiveTheSameBatches() throws InterruptedException {
        for (CaptionDraw.Kind kind : CaptionDraw.Kind.values()) {
            BatchLoader.Settings settings = drawing(new CaptionDraw(kind, 1), new BatchLoader.Reading(1, 0, 0, 0.5));
            List<Seen> reference = steps(samples(10), settings, 15); // five epochs
            for (int threads : new int[] {2, 7}) {
                for (long cache :
                        new long[] {0, 2_000, 8_100, 1 << 20}) { // of ten samples of 782 bytes, ids not counted
                    BatchLoader.Reading reading = new BatchLoader.Reading(threads, cache, 0, 0.5);
                    assertThat(steps(samples(10), drawing(settings.captions(), reading), 15))
                            .usingRecursiveComparison()
                            .isEqualTo(reference);
                }
            }
        }
    }

    @Test
    void aCaptionOfASampleThatIsKeptIsTokenisedOnce() throws InterruptedException {
        CaptionDraw first = new CaptionDraw(CaptionDraw.Kind.FIRST, 0);
        Counting once = new Counting(TOKENIZER, new LongAdder());
        draw(once, drawing(first, new BatchLoader.Reading(1, 1 << 20, 0, 0.5)), 15);
        assertThat(once.encoded().sum()).isEqualTo(10);

        Counting each = new Counting(TOKENIZER, new LongAdder());
        draw(each, drawing(first, new BatchLoader.Reading(1, 0, 0, 0.5)), 15);
        assertThat(each.encoded().sum()).isGreaterThanOrEqualTo(45);
    }

    @Test
    void microBatchesHoldThePairsOfTheStepInTheirOrder() throws InterruptedException {
        List<Seen> whole = steps(samples(24), sized(6, 1, READING), 6);
        for (long stepBytes : new long[] {0, 1 << 20}) { // made twice, or kept
            BatchLoader.Reading reading = new BatchLoader.Reading(3, 0, stepBytes, 0.5);
            List<Seen> parts = new ArrayList<>();
            try (BatchLoader loader = loader(samples(24), sized(2, 3, reading))) {
                for (int step = 0; step < 6; step++) {
                    List<Seen> first = new ArrayList<>();
                    for (int part = 0; part < 3; part++) {
                        first.add(new Seen(loader.part(part)));
                    }
                    for (int part = 0; part < 3; part++) {
                        assertThat(new Seen(loader.part(part)))
                                .usingRecursiveComparison()
                                .isEqualTo(first.get(part));
                    }
                    loader.release();
                    parts.addAll(first);
                }
            }
            for (int step = 0; step < 6; step++) {
                for (int part = 0; part < 3; part++) {
                    Seen all = whole.get(step);
                    Seen some = parts.get(3 * step + part);
                    int length = PREPROCESSING.inputLength();
                    assertThat(some.images())
                            .containsExactly(
                                    Arrays.copyOfRange(all.images(), 2 * part * length, 2 * (part + 1) * length));
                    assertThat(some.groups())
                            .containsExactly(Arrays.copyOfRange(all.groups(), 2 * part, 2 * (part + 1)));
                    assertThat(List.of(some.caption(0), some.caption(1)))
                            .containsExactly(all.caption(2 * part), all.caption(2 * part + 1));
                }
            }
        }
    }

    @Test
    void anEpochShowsEveryPairAtMostOnceInAnOrderOfItsOwn() throws InterruptedException {
        List<Seen> steps = steps(captioned("one", "two", "three", "four", "five", "six", "seven", "eight", "nine"), 6);
        List<String> first = captions(steps.subList(0, 3));
        List<String> second = captions(steps.subList(3, 6));
        assertThat(first).doesNotHaveDuplicates().hasSize(9);
        assertThat(second).doesNotHaveDuplicates().hasSize(9).isNotEqualTo(first);
    }

    @Test
    void pairsOfOneConceptAreInOneGroupAndOthersAreNot() throws InterruptedException {
        // key0 and key1 are of one concept, key2 and key3 of another, and so on
        Map<String, String> concepts = new HashMap<>();
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            String concept = "concept" + i / 2;
            samples.add(MadeSamples.sample("key" + i, i, concept, "caption " + i));
            concepts.put("caption " + i, concept);
        }
        assertGroups(steps(new ListedSamples(samples), masked(Masking.CONCEPT), 20), concepts);
        assertThat(concepts.values().stream().distinct()).hasSize(5);
    }

    @Test
    void pairsOfOneCaptionAreInOneGroupAndOthersAreNot() throws InterruptedException {
        String[] captions = {"red", "red", "blue", "blue", "green", "red"};
        Map<String, String> names = new HashMap<>();
        for (String caption : captions) {
            names.put(caption, caption);
        }
        assertGroups(steps(captioned(captions), masked(Masking.CAPTION), 20), names);
    }

    @Test
    void pairsOfOneImageFileAreInOneGroupAndOthersAreNot() throws InterruptedException {
        Map<String, String> images = new HashMap<>();
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            samples.add(MadeSamples.sample("key" + i, i % 5, "concept", "caption " + i));
            images.put("caption " + i, "image " + i % 5);
        }
        assertGroups(steps(new ListedSamples(samples), masked(Masking.IMAGE), 20), images);
    }

    @Test
    void withoutAMaskEveryPairIsAGroup() throws InterruptedException {
        for (Seen step : steps(captioned("red", "red", "red", "red"), 3)) {
            assertThat(step.groups()).containsExactly(0, 1, 2);
        }
    }

    @Test
    void tellsTheLongestCaption() throws InterruptedException {
        // start, a byte a token, end
        Seen step = steps(captioned("a", "abc", "abcdefg"), 1).get(0);
        assertThat(step.longest()).isEqualTo(9);
    }

    @Test
    void countsCaptionsThatDoNotFit() throws InterruptedException {
        try (BatchLoader roomy = loader(samples(10), SETTINGS);
                BatchLoader tight = loader(samples(10), context(3))) {
            roomy.part(0);
            tight.part(0);
            assertThat(roomy.captionsRead()).isGreaterThanOrEqualTo(3);
            assertThat(roomy.captionsCut()).isZero();
            assertThat(tight.captionsCut()).isBetween(3L, tight.captionsRead());
        }
    }

    @Test
    void furtherViewsOfAnImageAreDrawnApartAndLieBesideIt() throws InterruptedException {
        int length = PREPROCESSING.inputLength();
        List<Seen> plain = steps(samples(10), SETTINGS, 6);
        AugmentationConfig strong = AugmentationConfig.builder()
                .colorJitter(new ColorJitter(1, 0.9f, 0, 0, 0))
                .build();
        List<Augmentation> views = List.of(
                new Augmentation(AugmentationConfig.DEFAULT, PREPROCESSING),
                new Augmentation(strong, PREPROCESSING),
                new Augmentation(strong, PREPROCESSING));
        Samples samples = samples(10);
        try (BatchLoader loader = new BatchLoader(
                samples, EpochOrder.of(samples.size(), SETTINGS.seed()), TOKENIZER, views, SETTINGS, () -> false)) {
            for (Seen expected : plain) {
                float[] images = loader.part(0).images();
                for (int row = 0; row < 3; row++) {
                    float[] own = Arrays.copyOfRange(images, 3 * row * length, (3 * row + 1) * length);
                    float[] second = Arrays.copyOfRange(images, (3 * row + 1) * length, (3 * row + 2) * length);
                    float[] third = Arrays.copyOfRange(images, (3 * row + 2) * length, (3 * row + 3) * length);
                    assertThat(own)
                            .containsExactly(Arrays.copyOfRange(expected.images(), row * length, (row + 1) * length));
                    assertThat(second).isNotEqualTo(own).isNotEqualTo(third);
                }
                loader.release();
            }
        }
    }

    @Test
    void countsACaptionThatDoesNotFitEachTimeThatItIsDrawn() throws InterruptedException {
        for (long cache : new long[] {0, 1 << 20}) {
            BatchLoader.Reading reading = new BatchLoader.Reading(1, cache, 0, 0.5);
            long cut = draw(TOKENIZER, settings(3, 1, 3, ONE, Masking.NONE, 0, reading), 15);
            assertThat(cut).isBetween(45L, 45L + 3 * 3); // three batches may be filled ahead
        }
    }

    @Test
    void aSampleThatCannotBeUsedIsNamedCountedAndReplaced() throws InterruptedException {
        List<Sample> samples = new ArrayList<>(MadeSamples.list(12));
        samples.set(4, broken("key4", "caption 4"));
        samples.set(7, MadeSamples.sample("key7", 7, "concept7", " "));
        for (int threads : new int[] {1, 4}) {
            BatchLoader.Settings settings = reading(new BatchLoader.Reading(threads, 0, 0, 0.2));
            List<String> said = new ArrayList<>();
            List<Seen> steps = new ArrayList<>();
            try (BatchLoader loader = loader(new ListedSamples(samples), settings)) {
                for (int step = 0; step < 12; step++) { // three epochs
                    steps.add(new Seen(loader.part(0)));
                    loader.release();
                    loader.complain(said::add);
                }
                assertThat(loader.badSamples())
                        .isEqualTo("2 of 12 samples cannot be used (no_caption 1, not_an_image 1)");
            }
            assertThat(said)
                    .hasSize(1)
                    .first()
                    .asString()
                    .matches("left out: (?:decode failed: key4 at byte 0: unknown signature, .*|key7: no caption.*)");
            assertThat(captions(steps)).hasSize(36).doesNotContain("caption 4");
            assertThat(steps).usingRecursiveComparison().isEqualTo(steps(new ListedSamples(samples), settings, 12));
        }
    }

    @Test
    void tooManyBadSamplesEndTheRunWithTheirList() {
        List<Sample> samples = new ArrayList<>(MadeSamples.list(10));
        for (int i = 0; i < 4; i++) {
            samples.set(i, broken("key" + i, "a"));
        }
        assertThatThrownBy(() -> steps(new ListedSamples(samples), reading(new BatchLoader.Reading(1, 0, 0, 0.3)), 20))
                .hasMessageStartingWith("train: 4 of 10 samples cannot be used (not_an_image 4), expected at most a"
                        + " share of 0.3 (data.max_bad_samples): decode failed: key")
                .hasMessageContainingAll("key0", "key1", "key2", "key3");
        assertThatThrownBy(() -> steps(
                        new ListedSamples(samples.subList(0, 4)), reading(new BatchLoader.Reading(1, 0, 0, 1)), 20))
                .hasMessageContaining("train: 4 of 4 samples cannot be used")
                .hasMessageContaining("expected at most all but one");
    }

    @Test
    void anErrorOnAThreadThatDecodesEndsTheRunWithItsCause() {
        OutOfMemoryError thrown = new OutOfMemoryError("made up");
        assertThatThrownBy(() -> steps(new Failing(new ListedSamples(MadeSamples.list(10)), thrown), SETTINGS, 20))
                .isSameAs(thrown);
    }

    @Test
    void stopsWaitingForPairsWhenItIsTold() throws InterruptedException {
        AtomicBoolean stop = new AtomicBoolean();
        try (BatchLoader loader = loader(samples(10), SETTINGS, stop)) {
            loader.part(0);
            loader.release();
            stop.set(true);
            assertThatThrownBy(() -> loader.part(0)).isInstanceOf(CancellationException.class);
        }
    }

    @Test
    void rejectsABatchLargerThanTheData() {
        assertThatThrownBy(() -> loader(samples(2), SETTINGS))
                .hasMessage("train: batch_size 3, expected at most 2, the pairs there are");
    }

    @Test
    void microBatchesThatAreAskedForOnceAreMadeOnce() throws InterruptedException {
        BatchLoader.Settings twice = sized(2, 3, READING);
        BatchLoader.Settings once = new BatchLoader.Settings(
                2,
                3,
                1,
                twice.imageLength(),
                twice.text(),
                twice.captions(),
                twice.masking(),
                twice.seed(),
                twice.firstStep(),
                READING);
        try (BatchLoader some = loader(samples(24), once);
                BatchLoader all = loader(samples(24), twice)) {
            for (int step = 0; step < 6; step++) {
                for (int part = 0; part < 3; part++) {
                    assertThat(new Seen(some.part(part)))
                            .usingRecursiveComparison()
                            .isEqualTo(new Seen(all.part(part)));
                }
                some.release();
                all.release();
            }
        }
    }

    @Test
    void rejectsAMicroBatchLargerThanAnArray() {
        assertThatThrownBy(() -> loader(samples(2), sized(12_000_000, 1, READING)))
                .hasMessage("train: batch_size 12000000, expected at most 11184810 images of this size at a time; more"
                        + " make a step by train.accum_freq");
    }

    /** Takes steps, and tells how many captions were cut. */
    private static long draw(Tokenizer tokenizer, BatchLoader.Settings settings, int steps)
            throws InterruptedException {
        try (BatchLoader loader = loader(samples(10), tokenizer, settings, new AtomicBoolean())) {
            for (int i = 0; i < steps; i++) {
                loader.part(0);
                loader.release();
            }
            return loader.captionsCut();
        }
    }

    /** Counts the captions that it encodes. */
    private record Counting(Tokenizer tokenizer, LongAdder encoded) implements Tokenizer {
        @Override
        public int vocabularySize() {
            return tokenizer.vocabularySize();
        }

        @Override
        public OptionalInt startOfText() {
            return tokenizer.startOfText();
        }

        @Override
        public int endOfText() {
            return tokenizer.endOfText();
        }

        @Override
        public int padding() {
            return tokenizer.padding();
        }

        @Override
        public int[] encode(String text) {
            encoded.increment();
            return tokenizer.encode(text);
        }

        @Override
        public String decode(int[] ids) {
            return tokenizer.decode(ids);
        }

        @Override
        public String hash() {
            return tokenizer.hash();
        }

        @Override
        public void save(Path folder) throws IOException {
            tokenizer.save(folder);
        }
    }

    /** Reads the first samples and then fails. */
    private record Failing(Samples samples, Error error) implements Samples {
        @Override
        public int size() {
            return samples.size();
        }

        @Override
        public String key(int index) {
            return samples.key(index);
        }

        @Override
        public String place(int index) {
            return samples.place(index);
        }

        @Override
        public Sample read(int index) {
            if (index == 6) {
                throw error;
            }
            return samples.read(index);
        }

        @Override
        public Sample readTexts(int index) {
            return samples.readTexts(index);
        }

        @Override
        public SampleStamp stamp(int index) {
            return samples.stamp(index);
        }

        @Override
        public List<String> leftOut() {
            return samples.leftOut();
        }
    }

    private static void assertGroups(List<Seen> steps, Map<String, String> nameOf) {
        boolean together = false;
        for (Seen step : steps) {
            for (int a = 0; a < 3; a++) {
                for (int b = 0; b < a; b++) {
                    boolean same = Objects.equals(nameOf.get(step.caption(a)), nameOf.get(step.caption(b)));
                    assertThat(step.groups()[a] == step.groups()[b]).isEqualTo(same);
                    together |= same;
                }
            }
        }
        assertThat(together).as("some pairs of a batch belong together").isTrue();
    }

    private static List<String> captions(List<Seen> steps) {
        List<String> captions = new ArrayList<>();
        for (Seen step : steps) {
            for (int row = 0; row < 3; row++) {
                captions.add(step.caption(row));
            }
        }
        return captions;
    }

    private static List<Seen> steps(Samples samples, int count) throws InterruptedException {
        return steps(samples, SETTINGS, count);
    }

    private static List<Seen> steps(Samples samples, BatchLoader.Settings settings, int count)
            throws InterruptedException {
        List<Seen> steps = new ArrayList<>();
        try (BatchLoader loader = loader(samples, settings)) {
            for (int i = 0; i < count; i++) {
                steps.add(new Seen(loader.part(0)));
                loader.release();
            }
        }
        return steps;
    }

    private static BatchLoader loader(Samples samples, BatchLoader.Settings settings) {
        return loader(samples, settings, new AtomicBoolean());
    }

    private static BatchLoader loader(Samples samples, BatchLoader.Settings settings, AtomicBoolean stop) {
        return loader(samples, TOKENIZER, settings, stop);
    }

    private static BatchLoader loader(
            Samples samples, Tokenizer tokenizer, BatchLoader.Settings settings, AtomicBoolean stop) {
        return new BatchLoader(
                samples,
                EpochOrder.of(samples.size(), settings.seed()),
                tokenizer,
                List.of(new Augmentation(AugmentationConfig.DEFAULT, PREPROCESSING)),
                settings,
                stop::get);
    }

    private static Samples samples(int count) {
        return new ListedSamples(MadeSamples.list(count));
    }

    private static Samples captioned(String... captions) {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < captions.length; i++) {
            samples.add(MadeSamples.sample("key" + i, i, "concept", captions[i]));
        }
        return new ListedSamples(samples);
    }

    private static Sample broken(String key, String caption) {
        Map<String, byte[]> members = new LinkedHashMap<>();
        members.put("png", "no image at all".getBytes(StandardCharsets.UTF_8));
        members.put("txt", caption.getBytes(StandardCharsets.UTF_8));
        return new Sample(key, members);
    }

    private static BatchLoader.Settings from(long step) {
        return settings(3, 1, CONTEXT, ONE, Masking.NONE, step, READING);
    }

    private static BatchLoader.Settings masked(Masking masking) {
        return settings(3, 1, CONTEXT, ONE, masking, 0, READING);
    }

    private static BatchLoader.Settings context(int context) {
        return settings(3, 1, context, ONE, Masking.NONE, 0, READING);
    }

    private static BatchLoader.Settings reading(BatchLoader.Reading reading) {
        return settings(3, 1, CONTEXT, ONE, Masking.NONE, 0, reading);
    }

    private static BatchLoader.Settings drawing(CaptionDraw captions, BatchLoader.Reading reading) {
        return settings(3, 1, CONTEXT, captions, Masking.NONE, 0, reading);
    }

    private static BatchLoader.Settings sized(int batch, int parts, BatchLoader.Reading reading) {
        return settings(batch, parts, CONTEXT, ONE, Masking.CONCEPT, 0, reading);
    }

    private static BatchLoader.Settings settings(
            int batch,
            int parts,
            int context,
            CaptionDraw captions,
            Masking masking,
            long firstStep,
            BatchLoader.Reading reading) {
        return new BatchLoader.Settings(
                batch,
                parts,
                parts > 1 ? 2 : 1,
                SETTINGS.imageLength(),
                new TextConfig(context, 49_408, 8, 1, 1, 4),
                captions,
                masking,
                SETTINGS.seed(),
                firstStep,
                reading);
    }
}
