package dev.diptych.dl4j;

import dev.diptych.contrastive.data.BatchLoader;
import dev.diptych.contrastive.data.source.Samples;
import dev.diptych.contrastive.recipe.Recipe;
import dev.diptych.contrastive.step.Batch;
import dev.diptych.contrastive.train.Trainer;
import dev.diptych.text.tokenizer.Tokenizer;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.MultiDataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The batches of a recipe's training as Deeplearning4j and SameDiff take them: the same pairs, augmented and in the same order
 * as {@code diptych train} has them. Features are the images, float32 [B, 3, S, S], normalised, or [B, V, 3, S, S] where the recipe has several views of each (loss.simclr); and the captions' tokens,
 * int32 [B, C], whose mask, float32 [B, C], is 1 up to where a caption is pooled. The label is int32 [B], equal for pairs that are
 * not each other's negatives by the recipe's {@code loss.mask}.
 *
 * <p>It ends after an epoch; {@link #reset} begins the next, whose order is another. Batches are read ahead already, on threads
 * of its own, so that an asynchronous wrapper would gain nothing.
 */
public final class PairIterator implements MultiDataSetIterator, AutoCloseable {
    private static final long serialVersionUID = 1;

    private final transient BatchLoader loader;
    private final int perEpoch;
    private final int parts;
    private final int side;
    private int taken;
    private transient @Nullable MultiDataSetPreProcessor preProcessor;

    /**
     * @param recipe whose data, captions, augmentation, batch size and seed are used; a step's micro-batches come one by one
     * @param tokenizer whose vocabulary is that of the recipe's model
     * @throws IllegalArgumentException if an epoch has fewer pairs than a step takes
     */
    public PairIterator(Recipe recipe, Samples samples, Tokenizer tokenizer) {
        this.loader = Trainer.loader(recipe, samples, tokenizer, 1, 0, () -> false);
        this.parts = recipe.step().accumulation();
        this.perEpoch = Math.multiplyExact(parts, Trainer.order(recipe, samples).steps(recipe.pairsPerStep()));
        this.side = recipe.preprocessing().size();
    }

    @Override
    public boolean hasNext() {
        return taken < perEpoch;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if the thread is interrupted as it waits
     */
    @Override
    public MultiDataSet next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the epoch's " + perEpoch + " batches are taken, expected a reset");
        }
        MultiDataSet next;
        try {
            next = dataSet(loader.part(taken % parts));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("next batch: interrupted, expected to wait for it", e);
        }
        taken++;
        if (preProcessor != null) {
            preProcessor.preProcess(next);
        }
        return next;
    }

    private MultiDataSet dataSet(Batch batch) {
        int size = batch.size();
        int context = batch.ids().length / size;
        float[] mask = new float[batch.ids().length];
        for (int row = 0; row < size; row++) {
            for (int token = 0; token <= batch.ends()[row]; token++) {
                mask[row * context + token] = 1;
            }
        }
        int views = batch.images().length / (size * 3 * side * side);
        long[] shape = views == 1 ? new long[] {size, 3, side, side} : new long[] {size, views, 3, side, side};
        INDArray images = Nd4j.create(batch.images(), shape, 'c');
        INDArray tokens = Nd4j.create(batch.ids(), new long[] {size, context}, DataType.INT32);
        INDArray masks = Nd4j.create(mask, new long[] {size, context}, 'c');
        INDArray groups = Nd4j.create(batch.groups(), new long[] {size}, DataType.INT32);
        return new org.nd4j.linalg.dataset.MultiDataSet(
                new INDArray[] {images, tokens}, new INDArray[] {groups}, new INDArray[] {null, masks}, null);
    }

    /** @throws IllegalArgumentException unless {@code count} is the recipe's batch size: a batch's pairs are drawn together */
    @Override
    public MultiDataSet next(int count) {
        throw new IllegalArgumentException(
                "next batch: of " + count + " pairs, expected the recipe's train.batch_size by next()");
    }

    @Override
    public void setPreProcessor(MultiDataSetPreProcessor other) {
        this.preProcessor = other;
    }

    @Override
    public @Nullable MultiDataSetPreProcessor getPreProcessor() {
        return preProcessor;
    }

    @Override
    public boolean resetSupported() {
        return true;
    }

    @Override
    public boolean asyncSupported() {
        return false;
    }

    /** Begins the next epoch; in the middle of one, goes past what is left of it. */
    @Override
    public void reset() {
        while (hasNext()) {
            next();
        }
        taken = 0;
    }

    @Override
    public void close() {
        loader.close();
    }
}
