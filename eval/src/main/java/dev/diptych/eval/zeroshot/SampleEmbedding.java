package dev.diptych.eval.zeroshot;

import dev.diptych.contrastive.data.source.Samples;
import dev.diptych.contrastive.embed.Embedder;
import dev.diptych.eval.retrieval.Embeddings;
import dev.diptych.image.ImageDecoder;
import dev.diptych.image.ImageException;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.flow.Conveyor;
import dev.diptych.ingest.shard.Sample;
import dev.diptych.ingest.shard.SampleReading;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Embeds samples one after the other, as they are read and decoded on all cores. */
final class SampleEmbedding {
    private static final int ROWS = 64;
    private static final int CAPTIONS = 4096;
    private static final int UNDER_WAY = 4 * ROWS;
    private static final int ENCODED = 1 << 17; // bytes of an image's file, roughly
    private static final long MOST_BYTES = 256L << 20;

    private final Samples samples;
    private final Embedder embedder;
    private final ImageDecoder decoder = new ImageDecoder();
    private final LeftOutSamples leftOut;
    private final Consumer<String> note;
    private final List<Integer> numbers = new ArrayList<>();
    private final List<String> captions = new ArrayList<>();
    private final List<float[]> images = new ArrayList<>();

    private sealed interface Read {}

    /** @param input float32 [3, S, S] */
    @SuppressWarnings("ArrayRecordComponent") // handed from thread to thread
    private record Ready(int number, float[] input, String caption, String unusable) implements Read {}

    private record Bad(String reason, String line) implements Read {}

    SampleEmbedding(Samples samples, Embedder embedder, Consumer<String> note) {
        this.samples = samples;
        this.embedder = embedder;
        this.note = note;
        this.leftOut = new LeftOutSamples(note);
    }

    /** Embeds the images, and keeps the captions. */
    void run() throws InterruptedException {
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
                } else if (next instanceof Bad bad) {
                    leftOut.add(bad.reason(), bad.line());
                }
            }
        }
        embed(inputs);
        leftOut.summary(samples.size()).ifPresent(note);
        if (numbers.isEmpty()) {
            throw new IllegalArgumentException(
                    "evaluate: none of " + samples.size() + " samples can be used, expected images with captions");
        }
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
            leftOut.unused(ready.unusable());
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
        String place = samples.place(number);
        try {
            Sample sample = samples.read(number);
            SampleReading reading = SampleReading.of(sample);
            if (reading.metadata().captions().isEmpty()) {
                return new Bad("no_caption", place + ": " + reading.noCaption());
            }
            Optional<byte[]> image = sample.image();
            if (image.isEmpty()) {
                return new Bad("no_image", place + ": no image");
            }
            return new Ready(
                    number,
                    embedder.input(decoder.decode(image.get(), place).image()),
                    reading.metadata().caption(),
                    reading.problems().isEmpty() ? "" : place + ": " + String.join("; ", reading.problems()));
        } catch (ImageException e) {
            return bad(e, ImageException::reason);
        } catch (IngestException e) {
            return bad(e, IngestException::reason);
        }
    }

    private static <E extends RuntimeException> Read bad(E e, Function<E, Enum<?>> reason) {
        return new Bad(reason.apply(e).name().toLowerCase(Locale.ROOT), String.valueOf(e.getMessage()));
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
