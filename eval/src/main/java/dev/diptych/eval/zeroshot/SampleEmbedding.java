package dev.diptych.eval.zeroshot;

import dev.diptych.contrastive.data.BadSamples;
import dev.diptych.contrastive.data.DecodedSample;
import dev.diptych.contrastive.data.SampleDecoder;
import dev.diptych.contrastive.data.SampleOutcome;
import dev.diptych.contrastive.data.UnusableSample;
import dev.diptych.contrastive.data.source.Samples;
import dev.diptych.contrastive.embed.Embedder;
import dev.diptych.contrastive.validation.CaptionUse;
import dev.diptych.eval.retrieval.Embeddings;
import dev.diptych.eval.zeroshot.ImageEmbedding.Prepared;
import dev.diptych.eval.zeroshot.SampleEmbedding.Read;
import dev.diptych.ingest.shard.SampleMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Embeds samples one after the other, as they are read and decoded on all cores. */
final class SampleEmbedding implements ImageEmbedding.Taker<Read> {
    private static final int CAPTIONS = 16384; // those of one length fill whole programs but for one
    private static final int ENCODED = 1 << 17; // bytes of an image's file, roughly

    private final Samples samples;
    private final Embedder embedder;
    private final CaptionUse use;
    private final SampleDecoder decoder = SampleDecoder.ofPairs();
    private final BadSamples bad;
    private final Consumer<String> note;
    private final List<Integer> numbers = new ArrayList<>();
    private final List<String> captions = new ArrayList<>();
    private final List<Integer> imageOfText = new ArrayList<>();
    private final List<float[]> images = new ArrayList<>();

    /** A sample without its image. */
    sealed interface Read {}

    /** @param odd what of it cannot be used; empty for nothing */
    private record Ready(int number, List<String> captions, String odd) implements Read {}

    private record Bad(int number, UnusableSample why) implements Read {}

    SampleEmbedding(Samples samples, Embedder embedder, CaptionUse use, Consumer<String> note) {
        this.samples = samples;
        this.embedder = embedder;
        this.use = use;
        this.note = note;
        this.bad = new BadSamples("evaluate", samples.size(), 1);
    }

    /**
     * Embeds the images, and keeps the captions.
     *
     * @param stop gives it up
     * @return whether all of it is done
     */
    boolean run(BooleanSupplier stop) throws InterruptedException {
        boolean whole = ImageEmbedding.run(
                embedder,
                line -> IntStream.range(0, samples.size()).forEach(number -> line.add(ENCODED, () -> read(number))),
                this,
                stop);
        if (whole && bad.count() > 0) {
            note.accept(bad.summary());
        }
        return whole;
    }

    /** float32 [N, D]. */
    Embeddings images() {
        return joined(images, embedder.dimensions());
    }

    /** float32 [M, D]. */
    Embeddings texts() {
        return texts(embedder, captions);
    }

    /** float32 [M, D], of texts. */
    static Embeddings texts(Embedder embedder, List<String> all) {
        List<float[]> parts = new ArrayList<>();
        for (int from = 0; from < all.size(); from += CAPTIONS) {
            parts.add(embedder.texts(all.subList(from, Math.min(all.size(), from + CAPTIONS))));
        }
        return joined(parts, embedder.dimensions());
    }

    int[] numbers() {
        return numbers.stream().mapToInt(Integer::intValue).toArray();
    }

    List<String> captions() {
        return List.copyOf(captions);
    }

    int[] imageOfText() {
        return imageOfText.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public void unusable(Read sample) {
        if (sample instanceof Bad unusable) {
            bad.add(unusable.number(), unusable.why());
            bad.drain(note);
        }
    }

    @Override
    public void embedded(List<Read> all, float[] vectors) {
        for (Read sample : all) {
            if (sample instanceof Ready ready) {
                add(ready);
            }
        }
        images.add(vectors);
        bad.drain(note);
    }

    private void add(Ready ready) {
        if (!ready.odd().isEmpty()) {
            bad.odd(ready.odd());
        }
        for (String caption : ready.captions()) {
            captions.add(caption);
            imageOfText.add(numbers.size());
        }
        numbers.add(ready.number());
    }

    private Prepared<Read> read(int number) {
        SampleOutcome outcome = decoder.read(samples.place(number), () -> samples.read(number));
        if (outcome instanceof DecodedSample sample) {
            SampleMetadata metadata = sample.reading().metadata();
            List<String> texts = switch (use) {
                case EACH -> metadata.captions();
                case JOINED -> List.of(metadata.caption());
            };
            return new Prepared<>(new Ready(number, texts, sample.problem()), embedder.input(sample.requireImage()));
        }
        return new Prepared<>(new Bad(number, (UnusableSample) outcome), null);
    }

    private static Embeddings joined(List<float[]> parts, int dimensions) {
        float[] all = new float[parts.stream().mapToInt(part -> part.length).reduce(0, Math::addExact)];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return new Embeddings(all, dimensions);
    }
}
