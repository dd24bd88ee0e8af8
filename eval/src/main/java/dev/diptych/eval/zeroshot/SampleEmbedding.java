package dev.diptych.eval.zeroshot;

import dev.diptych.contrastive.data.BadSamples;
import dev.diptych.contrastive.data.DecodedSample;
import dev.diptych.contrastive.data.SampleDecoder;
import dev.diptych.contrastive.data.SampleOutcome;
import dev.diptych.contrastive.data.UnusableSample;
import dev.diptych.contrastive.data.source.Samples;
import dev.diptych.contrastive.embed.Embedder;
import dev.diptych.eval.retrieval.Embeddings;
import dev.diptych.ingest.flow.Conveyor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Embeds samples one after the other, as they are read and decoded on all cores. */
final class SampleEmbedding {
    private static final int ROWS = 64;
    private static final int CAPTIONS = 4096;
    private static final int UNDER_WAY = 4 * ROWS;
    private static final int ENCODED = 1 << 17; // bytes of an image's file, roughly
    private static final long MOST_BYTES = 256L << 20;

    private final Samples samples;
    private final Embedder embedder;
    private final SampleDecoder decoder = SampleDecoder.ofPairs();
    private final BadSamples bad;
    private final Consumer<String> note;
    private final List<Integer> numbers = new ArrayList<>();
    private final List<String> captions = new ArrayList<>();
    private final List<float[]> images = new ArrayList<>();

    private sealed interface Read {}

    /** @param input float32 [3, S, S] */
    @SuppressWarnings("ArrayRecordComponent") // handed from thread to thread
    private record Ready(int number, float[] input, String caption, String unusable) implements Read {}

    private record Bad(int number, UnusableSample why) implements Read {}

    SampleEmbedding(Samples samples, Embedder embedder, Consumer<String> note) {
        this.samples = samples;
        this.embedder = embedder;
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
        int threads = Runtime.getRuntime().availableProcessors();
        long mostBytes = Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / 8);
        long each = ENCODED + (long) Float.BYTES * embedder.inputLength();
        List<float[]> inputs = new ArrayList<>();
        try (Conveyor<Read> conveyor = new Conveyor<>("evaluate", threads, UNDER_WAY, mostBytes)) {
            conveyor.feed(() -> {
                for (int i = 0; i < samples.size(); i++) {
                    int number = i;
                    conveyor.submit(each, () -> read(number));
                }
            });
            for (Read next = conveyor.take(); next != null; next = conveyor.take()) {
                if (next instanceof Ready ready) {
                    add(ready, inputs);
                } else if (next instanceof Bad unusable) {
                    bad.add(unusable.number(), unusable.why());
                }
                bad.drain(note);
                if (stop.getAsBoolean()) {
                    return false;
                }
            }
        }
        embed(inputs);
        if (bad.count() > 0) {
            note.accept(bad.summary());
        }
        return true;
    }

    /** float32 [N, D]. */
    Embeddings images() {
        return joined(images);
    }

    /** float32 [N, D]. */
    Embeddings texts() {
        List<float[]> parts = new ArrayList<>();
        for (int from = 0; from < captions.size(); from += CAPTIONS) {
            parts.add(embedder.texts(captions.subList(from, Math.min(captions.size(), from + CAPTIONS))));
        }
        return joined(parts);
    }

    int[] numbers() {
        return numbers.stream().mapToInt(Integer::intValue).toArray();
    }

    List<String> captions() {
        return List.copyOf(captions);
    }

    private void add(Ready ready, List<float[]> inputs) {
        if (!ready.unusable().isEmpty()) {
            bad.odd(ready.unusable());
        }
        numbers.add(ready.number());
        captions.add(ready.caption());
        inputs.add(ready.input());
        if (inputs.size() == ROWS) {
            embed(inputs);
        }
    }

    private void embed(List<float[]> inputs) {
        if (!inputs.isEmpty()) {
            images.add(embedder.inputs(inputs));
            inputs.clear();
        }
    }

    private Read read(int number) {
        SampleOutcome outcome = decoder.read(samples.place(number), () -> samples.read(number));
        if (outcome instanceof DecodedSample sample) {
            return new Ready(
                    number,
                    embedder.input(sample.requireImage()),
                    sample.reading().metadata().caption(),
                    sample.problem());
        }
        return new Bad(number, (UnusableSample) outcome);
    }

    private Embeddings joined(List<float[]> parts) {
        float[] all = new float[parts.stream().mapToInt(part -> part.length).reduce(0, Math::addExact)];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return new Embeddings(all, embedder.dimensions());
    }
}
