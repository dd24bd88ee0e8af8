package dev.diptych.eval.onnx;

import dev.diptych.contrastive.data.DecodedSample;
import dev.diptych.contrastive.data.SampleDecoder;
import dev.diptych.contrastive.embed.Embedder;
import dev.diptych.eval.retrieval.Embeddings;
import dev.diptych.eval.retrieval.RetrievalMetrics;
import dev.diptych.eval.retrieval.block.BlockRanks;
import dev.diptych.eval.zeroshot.RetrievalEvaluation;
import dev.diptych.export.onnx.OnnxExport;
import dev.diptych.export.onnx.emit.Format;
import dev.diptych.export.onnx.runtime.Input;
import dev.diptych.export.onnx.runtime.OnnxModel;
import dev.diptych.text.tokenizer.RowEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What the files of a folder compute of samples that Diptych has preprocessed, beside what Diptych computes of them.
 *
 * @param folder that {@link OnnxExport} wrote
 * @param ours the samples, embedded by the model
 * @param embedder that embedded them
 * @param rows makes token numbers of captions
 */
public record OnnxAgreement(Path folder, RetrievalEvaluation ours, Embedder embedder, RowEncoder rows) {
    private static final int BATCH = 16;

    /**
     * One format's results.
     *
     * @param images the vision tower's file
     * @param texts the text tower's
     * @param both what {@code model.onnx} gives, images and texts after each other
     * @param metrics retrieval by the two towers' files
     */
    public record Result(Format format, Agreement images, Agreement texts, Agreement both, RetrievalMetrics metrics) {}

    /** The formats that the folder has files of. */
    public static List<Format> formats(Path folder) {
        return Arrays.stream(Format.values())
                .filter(format -> Files.exists(OnnxExport.file(folder, OnnxExport.VISION_MODEL, format)))
                .toList();
    }

    /** Runs the files of each format. */
    public List<Result> run() {
        List<Result> results = new ArrayList<>();
        for (Format format : formats(folder)) {
            results.add(run(format));
        }
        return results;
    }

    private Result run(Format format) {
        int dimensions = embedder.dimensions();
        float[] images = each(format, OnnxExport.VISION_MODEL, ours.images().count(), this::pixels);
        float[] texts = each(format, OnnxExport.TEXT_MODEL, ours.captions().size(), this::captions);
        int[] imageOfText = ours.ranks().matches().imageOfText();
        return new Result(
                format,
                Agreement.of(images, ours.images().values(), dimensions),
                Agreement.of(texts, ours.texts().values(), dimensions),
                both(format),
                BlockRanks.of(unit(images), unit(texts), imageOfText).metrics());
    }

    /** Makes an input of rows {@code [from, to)}. */
    private interface Rows {
        Map<String, Input> of(int from, int to);
    }

    private float[] each(Format format, String name, int count, Rows inputs) {
        float[] all = new float[count * embedder.dimensions()];
        try (OnnxModel model = OnnxModel.open(OnnxExport.file(folder, name, format))) {
            for (int from = 0; from < count; from += BATCH) {
                float[] part = model.run(inputs.of(from, Math.min(count, from + BATCH)))
                        .values()
                        .iterator()
                        .next();
                System.arraycopy(part, 0, all, from * embedder.dimensions(), part.length);
            }
        }
        return all;
    }

    /** The first images with as many of the first texts. */
    private Agreement both(Format format) {
        int count =
                Math.min(BATCH, Math.min(ours.images().count(), ours.captions().size()));
        int length = count * embedder.dimensions();
        Map<String, Input> inputs = new HashMap<>(captions(0, count));
        inputs.putAll(pixels(0, count));
        try (OnnxModel model = OnnxModel.open(OnnxExport.file(folder, OnnxExport.MODEL, format))) {
            Map<String, float[]> outputs = model.run(inputs);
            return Agreement.of(
                    joined(
                            Objects.requireNonNull(outputs.get(OnnxExport.IMAGES)),
                            Objects.requireNonNull(outputs.get(OnnxExport.TEXTS)),
                            length),
                    joined(ours.images().values(), ours.texts().values(), length),
                    embedder.dimensions());
        }
    }

    private static float[] joined(float[] first, float[] second, int length) {
        float[] both = Arrays.copyOf(first, 2 * length);
        System.arraycopy(second, 0, both, length, length);
        return both;
    }

    private Map<String, Input> pixels(int from, int to) {
        int length = embedder.inputLength();
        float[] pixels = new float[(to - from) * length];
        SampleDecoder decoder = SampleDecoder.ofPairs();
        for (int i = from; i < to; i++) {
            int number = ours.numbers()[i];
            DecodedSample sample = (DecodedSample) decoder.read(
                    ours.samples().place(number), () -> ours.samples().read(number));
            System.arraycopy(embedder.input(sample.requireImage()), 0, pixels, (i - from) * length, length);
        }
        long side = Math.round(Math.sqrt(length / 3.0));
        return Map.of(OnnxExport.PIXELS, new Input.Reals(pixels, to - from, 3, side, side));
    }

    private Map<String, Input> captions(int from, int to) {
        int context = rows.contextLength();
        int[] ids = new int[context];
        long[] all = new long[(to - from) * context];
        for (int i = from; i < to; i++) {
            rows.encode(ours.captions().get(i), ids, 0);
            for (int t = 0; t < context; t++) {
                all[(i - from) * context + t] = ids[t];
            }
        }
        Input numbers = new Input.Numbers(all, to - from, context);
        return Map.of(OnnxExport.IDS, numbers, OnnxExport.MASK, numbers); // the mask reaches nothing
    }

    private Embeddings unit(float[] values) {
        return new Embeddings(values, embedder.dimensions()).first(embedder.dimensions());
    }
}
