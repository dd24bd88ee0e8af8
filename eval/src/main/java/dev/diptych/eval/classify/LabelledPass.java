package dev.diptych.eval.classify;

import dev.diptych.contrastive.data.BadSamples;
import dev.diptych.contrastive.data.UnusableSample;
import dev.diptych.contrastive.embed.Embedder;
import dev.diptych.eval.labelled.LabelledImage;
import dev.diptych.eval.labelled.LabelledImages;
import dev.diptych.eval.zeroshot.ImageEmbedding;
import dev.diptych.eval.zeroshot.ImageEmbedding.Prepared;
import dev.diptych.image.ImageException;
import dev.diptych.ingest.IngestException;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One pass of a vision tower over labelled images. None is held; what cannot be used is counted and said. */
public final class LabelledPass {
    private final Consumer<String> note;
    private final Taker taker;
    private final BadSamples bad;

    /** Takes what can be used, in the order of the images, on the thread that runs it all. */
    @FunctionalInterface
    public interface Taker {
        /**
         * @param vectors float32 [N, D]
         * @param row the image's
         */
        void take(LabelledImage image, float[] vectors, int row);
    }

    /** @param unusable why the image cannot be used; null where it can */
    private record Item(LabelledImage image, @Nullable UnusableSample unusable) {}

    private LabelledPass(int count, Consumer<String> note, Taker taker) {
        this.note = note;
        this.taker = taker;
        this.bad = new BadSamples("evaluate", count, 1);
    }

    /**
     * Runs.
     *
     * @param note is told what is left out: the first such image, each thousandth, and how many by reason
     * @param stop is asked after each image whether to give it up
     * @return how many images could not be used; nothing where it is given up
     * @throws IllegalArgumentException if no image can be used
     */
    public static OptionalInt run(
            LabelledImages images, Embedder embedder, Consumer<String> note, BooleanSupplier stop, Taker taker)
            throws InterruptedException {
        return new LabelledPass(images.labels().count(), note, taker).run(images, embedder, stop);
    }

    private OptionalInt run(LabelledImages images, Embedder embedder, BooleanSupplier stop)
            throws InterruptedException {
        boolean whole = ImageEmbedding.run(
                embedder,
                line -> images.read(image -> line.add(image.bytes(), () -> prepare(image, embedder))),
                new ImageEmbedding.Taker<Item>() {
                    @Override
                    public void embedded(List<Item> items, float[] vectors) {
                        for (int i = 0; i < items.size(); i++) {
                            taker.take(items.get(i).image(), vectors, i);
                        }
                    }

                    @Override
                    public void unusable(Item item) {
                        leaveOut(item);
                    }
                },
                stop);
        if (!whole) {
            return OptionalInt.empty();
        }
        if (bad.count() > 0) {
            note.accept(bad.summary());
        }
        return OptionalInt.of(bad.count());
    }

    private static Prepared<Item> prepare(LabelledImage image, Embedder embedder) {
        try {
            return new Prepared<>(
                    new Item(image, null), embedder.input(image.image().get()));
        } catch (ImageException e) {
            return new Prepared<>(new Item(image, unusable(e.reason(), e)), null);
        } catch (IngestException e) {
            return new Prepared<>(new Item(image, unusable(e.reason(), e)), null);
        }
    }

    private static UnusableSample unusable(Enum<?> reason, RuntimeException e) {
        return new UnusableSample(reason.name().toLowerCase(Locale.ROOT), "", String.valueOf(e.getMessage()));
    }

    private void leaveOut(Item item) {
        if (item.unusable() != null) {
            bad.add(item.image().number(), item.unusable());
            bad.drain(note);
        }
    }
}
