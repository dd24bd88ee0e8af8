package dev.diptych.contrastive.embed;

import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.model.Encoder;
import dev.diptych.image.RgbImage;
import dev.diptych.text.tokenizer.Tokenizer;
import dev.diptych.vision.preprocess.Preprocessing;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Embeds lists of images and captions with the two towers of a model; each tower is compiled when first used. */
public final class Embedder {
    private final ClipModel model;
    private final Preprocessing preprocessing;
    private final Tokenizer tokenizer;
    private final int batch;
    private @Nullable Encoder images;
    private @Nullable Encoder texts;

    /** @param batch B, how many rows a tower takes at a time, at least 1 */
    public Embedder(ClipModel model, Preprocessing preprocessing, Tokenizer tokenizer, int batch) {
        if (batch < 1) {
            throw new IllegalArgumentException("embed: batch size " + batch + ", expected at least 1");
        }
        this.model = model;
        this.preprocessing = preprocessing;
        this.tokenizer = tokenizer;
        this.batch = batch;
    }

    /** D, the size of the embedding space. */
    public int dimensions() {
        return model.config().embedDim();
    }

    /** @return float32 [N, D], row-major, of unit length, a row an image */
    public float[] images(List<RgbImage> all) {
        Encoder encoder = images;
        if (encoder == null) {
            encoder = model.imageEncoder(batch);
            images = encoder;
        }
        float[] result = new float[all.size() * dimensions()];
        int length = preprocessing.inputLength();
        float[] input = new float[batch * length];
        float[] output = new float[batch * dimensions()];
        for (int from = 0; from < all.size(); from += batch) {
            int first = from;
            int count = Math.min(batch, all.size() - from);
            IntStream.range(0, count)
                    .parallel()
                    .forEach(i -> preprocessing.apply(all.get(first + i), input, i * length));
            encoder.encode(input, output);
            System.arraycopy(output, 0, result, from * dimensions(), count * dimensions());
        }
        return result;
    }

    /** @return float32 [N, D], row-major, of unit length, a row a caption; long ones are cut as in training */
    public float[] texts(List<String> all) {
        int context = model.config().text().contextLength();
        Encoder encoder = texts;
        if (encoder == null) {
            encoder = model.textEncoder(batch, context);
            texts = encoder;
        }
        float[] result = new float[all.size() * dimensions()];
        int[] ids = new int[batch * context];
        int[] ends = new int[batch];
        float[] output = new float[batch * dimensions()];
        for (int from = 0; from < all.size(); from += batch) {
            int count = Math.min(batch, all.size() - from);
            for (int i = 0; i < count; i++) {
                ends[i] = tokenizer.encodeInto(all.get(from + i), context, ids, i * context);
            }
            encoder.encode(ids, ends, output);
            System.arraycopy(output, 0, result, from * dimensions(), count * dimensions());
        }
        return result;
    }
}
