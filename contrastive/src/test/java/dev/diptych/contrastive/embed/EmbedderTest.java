package dev.diptych.contrastive.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.model.ImageFeatures;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.image.RgbImage;
import dev.diptych.nn.onednn.OneDnnEngine;
import dev.diptych.nn.tape.Precision;
import dev.diptych.text.TextConfig;
import dev.diptych.text.bpe.BpeTrainer;
import dev.diptych.text.huggingface.Tokenizers;
import dev.diptych.text.tokenizer.BpeTokenizer;
import dev.diptych.text.tokenizer.Tokenizer;
import dev.diptych.vision.VisionConfig;
import dev.diptych.vision.preprocess.Preprocessing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EmbedderTest {
    private static final int ROWS = 70;
    private static final int DIMENSIONS = 48;
    private static final int[] BATCHES = {1, 3, 7, 16, 64};
    private static final BpeTokenizer TOKENIZER = new BpeTokenizer(new BpeTrainer(514).train(Stream.of("a")));
    private static final ModelConfig CONFIG = new ModelConfig(
            DIMENSIONS,
            new VisionConfig(32, 8, 96, 2, 32, 4),
            new TextConfig(77, TOKENIZER.vocabularySize(), 64, 2, 2, 4),
            false);

    @ParameterizedTest
    @EnumSource(Precision.class)
    void anImagesBitsDependNeitherOnTheBatchNorOnItsNeighbours(Precision precision) {
        try (OneDnnEngine engine = new OneDnnEngine()) {
            checkRows(images(), embedder(engine, precision)::images);
        }
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void featuresAreOfTheTowerBeforeTheyAreProjectedOrScaled(Precision precision) {
        try (OneDnnEngine engine = new OneDnnEngine()) {
            ClipModel model = model(engine, precision);
            float[] pooled = features(model, new ImageFeatures(false, false));
            float[] projected = features(model, new ImageFeatures(true, false));
            float[] projection = new float[96 * DIMENSIONS];
            engine.read(model.values().tensor("visual.proj"), projection);
            // bfloat16 keeps 8 bits of weights and sums of 96 products
            double tolerance = precision == Precision.FP32 ? 1e-5 : 0.05;
            for (int row = 0; row < ROWS; row++) {
                for (int d = 0; d < DIMENSIONS; d++) {
                    double sum = 0;
                    for (int w = 0; w < 96; w++) {
                        sum += (double) pooled[row * 96 + w] * projection[w * DIMENSIONS + d];
                    }
                    assertThat((double) projected[row * DIMENSIONS + d]).isCloseTo(sum, within(tolerance));
                }
            }
            assertUnit(projected, embedder(engine, precision).images(images()), DIMENSIONS, tolerance);
            assertUnit(pooled, features(model, new ImageFeatures(false, true)), 96, tolerance);
        }
    }

    private static float[] features(ClipModel model, ImageFeatures features) {
        return new Embedder(model, new Preprocessing(32), TOKENIZER, features).images(images());
    }

    private static void assertUnit(float[] rows, float[] unit, int dimensions, double tolerance) {
        assertThat(unit).hasSameSizeAs(rows);
        for (int i = 0; i < rows.length; i++) {
            double squares = 0;
            for (int d = 0; d < dimensions; d++) {
                squares += Math.pow(rows[i / dimensions * dimensions + d], 2);
            }
            assertThat((double) unit[i]).isCloseTo(rows[i] / Math.sqrt(squares), within(tolerance));
        }
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void aCaptionsBitsDependNeitherOnTheBatchNorOnItsNeighbours(Precision precision) {
        try (OneDnnEngine engine = new OneDnnEngine()) {
            checkRows(captions(), embedder(engine, precision)::texts);
        }
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void shortProgramsGiveWhatTheWholeContextGives(Precision precision) {
        try (OneDnnEngine engine = new OneDnnEngine()) {
            ClipModel model = model(engine, precision);
            List<String> captions = captions();
            float[] actual = new Embedder(model, new Preprocessing(32), TOKENIZER).texts(captions);
            int[] ids = new int[ROWS * 77];
            int[] ends = new int[ROWS];
            for (int i = 0; i < ROWS; i++) {
                ends[i] = TOKENIZER.encodeInto(captions.get(i), 77, ids, i * 77);
            }
            float[] expected = new float[ROWS * DIMENSIONS];
            model.textEncoder(ROWS, 77).encode(ids, ends, expected);
            for (int i = 0; i < expected.length; i++) {
                // A softmax over fewer zeros; bfloat16 keeps 8 bits of values around 0.1.
                float tolerance = precision == Precision.FP32 ? 2e-6f : 4e-3f;
                assertThat(actual[i]).isCloseTo(expected[i], within(tolerance));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void fingerprintsTellWeightsApart(Precision precision) {
        try (OneDnnEngine engine = new OneDnnEngine()) {
            ClipModel model = model(engine, precision);
            Embedder embedder = new Embedder(model, new Preprocessing(32), TOKENIZER);
            String first = embedder.fingerprint();
            assertThat(embedder.fingerprint()).isEqualTo(first).hasSize(64);
            model.initialize(2);
            assertThat(embedder.fingerprint()).isNotEqualTo(first);
        }
    }

    /** The id of an added token is higher than that of the end of text: there open_clip's argmax pools. */
    @Test
    void poolsAtTheHighestIdWhereverItStands(@TempDir Path folder) throws IOException {
        TOKENIZER.save(folder);
        int logo = TOKENIZER.vocabularySize();
        Files.writeString(folder.resolve("added_tokens.json"), "{\"<logo>\": " + logo + "}");
        Tokenizer tokenizer = Tokenizers.open(folder);
        ModelConfig config =
                new ModelConfig(DIMENSIONS, CONFIG.vision(), new TextConfig(77, logo + 1, 64, 2, 2, 4), false);
        try (OneDnnEngine engine = new OneDnnEngine()) {
            ClipModel model = new ClipModel(config, LossKind.CLIP, Precision.FP32, engine);
            model.initialize(1);
            float[] actual =
                    new Embedder(model, new Preprocessing(32), tokenizer).texts(List.of("a <logo> b c", "a b c"));
            int[] ids = new int[2 * 77];
            int end = tokenizer.encodeInto("a <logo> b c", 77, ids, 0);
            int plain = tokenizer.encodeInto("a b c", 77, ids, 77);
            assertThat(ids[2]).isEqualTo(logo);
            float[] expected = new float[2 * DIMENSIONS];
            model.textEncoder(2, 77).encode(ids, new int[] {2, plain}, expected);
            for (int i = 0; i < expected.length; i++) {
                assertThat(actual[i]).isCloseTo(expected[i], within(2e-6f));
            }
            model.textEncoder(2, 77).encode(ids, new int[] {end, plain}, expected);
            assertThat(Math.abs(actual[0] - expected[0])).isGreaterThan(1e-4f);
        }
    }

    @Test
    void writesNoEmbeddingOfNaN() {
        try (OneDnnEngine engine = new OneDnnEngine()) {
            ClipModel model = model(engine, Precision.FP32);
            model.values().tensors().forEach((name, tensor) -> {
                float[] large = new float[Math.toIntExact(tensor.shape().elements())];
                Arrays.fill(large, 1e30f);
                engine.write(tensor, large);
            });
            Embedder embedder = new Embedder(model, new Preprocessing(32), TOKENIZER);
            assertThatThrownBy(() -> embedder.texts(List.of("a")))
                    .isInstanceOf(EmbedException.class)
                    .hasMessageStartingWith("embed failed: \"a\": an embedding of NaN, expected finite numbers");
            assertThatThrownBy(() -> embedder.images(images().subList(0, 1)))
                    .isInstanceOf(EmbedException.class)
                    .hasMessageContaining("an embedding of NaN");
        }
    }

    /** Embeds all at once, in batches of several sizes, in other orders; every row must have the bits that it had. */
    private static <T> void checkRows(List<T> all, Function<List<T>, float[]> embed) {
        float[] expected = embed.apply(all);
        Random random = new Random(11);
        for (int batch : BATCHES) {
            List<Integer> order = new ArrayList<>();
            for (int i = 0; i < ROWS; i++) {
                order.add(i);
            }
            Collections.shuffle(order, random);
            for (int from = 0; from < ROWS; from += batch) {
                List<Integer> rows = order.subList(from, Math.min(ROWS, from + batch));
                float[] actual = embed.apply(rows.stream().map(all::get).toList());
                assertThat(actual).hasSize(rows.size() * DIMENSIONS);
                for (int i = 0; i < rows.size(); i++) {
                    assertThat(row(actual, i))
                            .as("row %d in a batch of %d", rows.get(i), batch)
                            .isEqualTo(row(expected, rows.get(i)));
                }
            }
        }
    }

    private static float[] row(float[] values, int row) {
        return Arrays.copyOfRange(values, row * DIMENSIONS, (row + 1) * DIMENSIONS);
    }

    private static Embedder embedder(OneDnnEngine engine, Precision precision) {
        return new Embedder(model(engine, precision), new Preprocessing(32), TOKENIZER);
    }

    private static ClipModel model(OneDnnEngine engine, Precision precision) {
        ClipModel model = new ClipModel(CONFIG, LossKind.CLIP, precision, engine);
        model.initialize(1);
        return model;
    }

    private static List<RgbImage> images() {
        Random random = new Random(5);
        List<RgbImage> images = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            int width = 20 + random.nextInt(60);
            int height = 20 + random.nextInt(60);
            byte[] pixels = new byte[width * height * RgbImage.CHANNELS];
            random.nextBytes(pixels);
            images.add(new RgbImage(width, height, pixels));
        }
        return images;
    }

    /** From empty to longer than the context. */
    private static List<String> captions() {
        Random random = new Random(6);
        List<String> captions = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            StringBuilder caption = new StringBuilder();
            int letters = i % 3 == 0 ? random.nextInt(12) : random.nextInt(100);
            for (int n = 0; n < letters; n++) {
                caption.append((char) ('a' + random.nextInt(26)));
            }
            captions.add(caption.toString());
        }
        return captions;
    }
}
