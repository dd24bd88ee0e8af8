package dev.diptych.contrastive.embed;

import dev.diptych.contrastive.embed.tower.CaptionPrograms;
import dev.diptych.contrastive.embed.tower.TowerPrograms;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.model.ImageFeatures;
import dev.diptych.image.RgbImage;
import dev.diptych.text.TextConfig;
import dev.diptych.text.tokenizer.RowEncoder;
import dev.diptych.text.tokenizer.Tokenizer;
import dev.diptych.vision.preprocess.Preprocessing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/*
 * Captions are packed where the engine does that; else a caption runs in the shortest program that holds it, chosen by its own
 * length, not by those of its neighbours. CaptionPrograms and TowerPrograms see to it that bits are those of any number of rows. So
 * they depend on the caption alone.
 */
/**
 * Embeds images and captions with the two towers of a model; each program is compiled when first used. The embedding of
 * an image or a caption is the same to the bit whatever is embedded with it.
 */
public final class Embedder implements AutoCloseable {
    private static final int LENGTH_STEP = 16;

    private final ClipModel model;
    private final Preprocessing preprocessing;
    private final Tokenizer tokenizer;
    private final ImageFeatures features;
    private final RowEncoder rows;
    private final String identity; // of the engine: to find it takes a look at the machine
    private final @Nullable CaptionPrograms packed; // null where captions are padded
    private final Map<Integer, TowerPrograms> texts = new TreeMap<>(); // by T, where they are
    private final TowerPrograms images;

    public Embedder(ClipModel model, Preprocessing preprocessing, Tokenizer tokenizer) {
        this(model, preprocessing, tokenizer, ImageFeatures.EMBEDDING);
    }

    /** @param features what images become, instead of embeddings */
    public Embedder(ClipModel model, Preprocessing preprocessing, Tokenizer tokenizer, ImageFeatures features) {
        this.features = features;
        this.model = model;
        this.preprocessing = preprocessing;
        this.tokenizer = tokenizer;
        this.rows = new RowEncoder(tokenizer, model.config().text().contextLength());
        this.identity = model.engine().identity();
        this.packed = model.packsCaptions()
                ? new CaptionPrograms(
                        rows -> model.packedTextEncoder(CaptionPrograms.most(rows), rows),
                        dimensions(),
                        model.config().text().contextLength(),
                        tower("packed captions"))
                : null;
        this.images = new TowerPrograms(
                rows -> model.imageEncoder(rows, features), imageDimensions(), tower(features.toString()));
    }

    /** What the bits of a tower's rows depend on beside its values. */
    private String tower(String part) {
        return identity.isEmpty()
                ? ""
                : String.join(
                        "\n",
                        identity,
                        model.precision().name(),
                        model.isTrained() ? "weights that change" : "fixed weights",
                        model.config().toString(),
                        part);
    }

    /** D, the size of the embedding space. */
    public int dimensions() {
        return model.config().embedDim();
    }

    /** What a row of {@link #images} has: D, or another number where images become other features. */
    public int imageDimensions() {
        return model.dimensions(features);
    }

    /** The factor on similarities that the model has learnt, {@code exp(logit_scale)}. */
    public double logitScale() {
        return Math.exp(model.logScale());
    }

    /** 3 * S * S, the length of what {@link #input} makes. */
    public int inputLength() {
        return preprocessing.inputLength();
    }

    /** @return float32 [N, D], row-major, a row an image: of unit length, or the features that were asked for */
    public float[] images(List<RgbImage> all) {
        float[] result = new float[all.size() * imageDimensions()];
        for (int from = 0; from < all.size(); from += TowerPrograms.ROWS) {
            List<RgbImage> part = all.subList(from, Math.min(all.size(), from + TowerPrograms.ROWS));
            List<float[]> inputs = part.parallelStream().map(this::input).toList();
            float[] embedded = inputs(inputs);
            System.arraycopy(embedded, 0, result, from * imageDimensions(), embedded.length);
        }
        return result;
    }

    /** What the vision tower reads of an image: float32 [3, S, S], normalised. Any thread may make it. */
    public float[] input(RgbImage image) {
        float[] input = new float[preprocessing.inputLength()];
        preprocessing.apply(image, input, 0);
        return input;
    }

    /**
     * Embeds images that are prepared.
     *
     * @param all what {@link #input} returned
     * @return float32 [N, D], as {@link #images} has it
     */
    public float[] inputs(List<float[]> all) {
        int length = preprocessing.inputLength();
        int dimensions = imageDimensions();
        float[] result = images.run(all.size(), (encoder, items, output) -> {
            float[] batch = new float[items.length * length];
            for (int row = 0; row < items.length; row++) {
                System.arraycopy(all.get(items[row]), 0, batch, row * length, length);
            }
            encoder.encode(batch, output);
        });
        int odd = notFinite(result, dimensions);
        if (odd >= 0) {
            throw notFinite("image " + (odd + 1) + " of " + all.size() + " at a time");
        }
        return result;
    }

    /** @return float32 [N, D], row-major, of unit length, a row a caption; long ones are cut as in training */
    public float[] texts(List<String> all) {
        int context = rows.contextLength();
        int[] ids = new int[Math.multiplyExact(all.size(), context)];
        int[] ends = new int[all.size()];
        TextConfig text = model.config().text();
        IntStream.range(0, all.size())
                .parallel()
                .forEach(i -> ends[i] = text.pooledAt(ids, i * context, rows.encode(all.get(i), ids, i * context)));
        float[] result = packed == null ? padded(ids, ends) : packed.run(ids, ends);
        int odd = notFinite(result, dimensions());
        if (odd >= 0) {
            throw notFinite("\"" + all.get(odd) + "\"");
        }
        return result;
    }

    private float[] padded(int[] ids, int[] ends) {
        Map<Integer, List<Integer>> byLength = new TreeMap<>();
        for (int i = 0; i < ends.length; i++) {
            byLength.computeIfAbsent(tokens(ends[i]), length -> new ArrayList<>())
                    .add(i);
        }
        float[] result = new float[ends.length * dimensions()];
        byLength.forEach((tokens, captions) -> {
            float[] embedded = run(tokens, captions, ids, ends);
            for (int i = 0; i < captions.size(); i++) {
                System.arraycopy(embedded, i * dimensions(), result, captions.get(i) * dimensions(), dimensions());
            }
        });
        return result;
    }

    /** The first row that has a value which is NaN or infinite, or -1. */
    private static int notFinite(float[] rows, int dimensions) {
        for (int i = 0; i < rows.length; i++) {
            if (!Float.isFinite(rows[i])) {
                return i / dimensions;
            }
        }
        return -1;
    }

    private static EmbedException notFinite(String source) {
        return new EmbedException(
                source,
                "an embedding of NaN, expected finite numbers; the model's weights are too large for the precision");
    }

    /** How many captions were embedded. */
    public long captions() {
        return rows.captions();
    }

    /** How many of them were cut to the model's context length. */
    public long captionsCut() {
        return rows.cut();
    }

    /** The program for a caption that is pooled at {@code end}: the shortest that gives the same. */
    private int tokens(int end) {
        int context = rows.contextLength();
        return model.config().text().readsPadding()
                ? context
                : Math.min(context, (end + LENGTH_STEP) / LENGTH_STEP * LENGTH_STEP);
    }

    private float[] run(int tokens, List<Integer> captions, int[] ids, int[] ends) {
        TowerPrograms programs = texts.computeIfAbsent(
                tokens,
                length -> new TowerPrograms(
                        rows -> model.textEncoder(rows, length), dimensions(), tower(length + " tokens")));
        return programs.run(captions.size(), (encoder, items, output) -> {
            int[] batch = new int[items.length * tokens];
            int[] batchEnds = new int[items.length];
            for (int row = 0; row < items.length; row++) {
                int caption = captions.get(items[row]);
                System.arraycopy(ids, caption * rows.contextLength(), batch, row * tokens, tokens);
                batchEnds[row] = ends[caption];
            }
            encoder.encode(batch, batchEnds, output);
        });
    }

    /** {@code count}, rounded up to what fills programs. */
    static int whole(int count) {
        return Math.multiplyExact((count - 1) / TowerPrograms.ROWS + 1, TowerPrograms.ROWS);
    }

    /** A hash of all that decides an embedding: configuration, weights, preprocessing, tokenizer. */
    public String fingerprint() {
        return ModelFingerprint.of(model, preprocessing, tokenizer);
    }

    /** Closes what it made of the model; the model itself stays. */
    @Override
    public void close() {
        images.close();
        if (packed != null) {
            packed.close();
        }
        texts.values().forEach(TowerPrograms::close);
        texts.clear();
    }
}
