package dev.diptych.contrastive.data;

import dev.diptych.text.TextConfig;
import dev.diptych.text.tokenizer.RowEncoder;
import dev.diptych.text.tokenizer.Tokenizer;
import dev.diptych.vision.augment.Augmentation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/*
 * A thread of its own fills batches ahead of the training loop. What a batch holds depends on (seed, step) alone: an
 * epoch's order on (seed, epoch), a sample's caption and augmentation on (seed, epoch, sample). So a run that resumes at
 * a step sees what it would have seen.
 */
/** Draws, augments and tokenises batches of pairs, one epoch after another; what is over at an epoch's end is left out. */
public final class BatchLoader implements AutoCloseable {
    private static final int AHEAD = 2;

    private final PairSet data;
    private final RowEncoder rows;
    private final Augmentation augmentation;
    private final Settings settings;
    private final int perEpoch;
    private final int[] concepts;
    private final BlockingQueue<Batch> free = new ArrayBlockingQueue<>(AHEAD + 1);
    private final BlockingQueue<Batch> ready = new ArrayBlockingQueue<>(AHEAD + 1);
    private final Thread thread;
    private volatile @Nullable RuntimeException failure;

    /**
     * What a loader draws.
     *
     * @param batch B, pairs of a batch, at most as many as there are
     * @param imageLength floats of one augmented image
     * @param text the tower that reads the captions, cut and padded to its context length T
     * @param firstStep the step whose batch comes first
     */
    public record Settings(
            int batch,
            int imageLength,
            TextConfig text,
            CaptionDraw captions,
            Masking masking,
            long seed,
            long firstStep) {
        int context() {
            return text.contextLength();
        }
    }

    public BatchLoader(PairSet data, Tokenizer tokenizer, Augmentation augmentation, Settings settings) {
        this.data = data;
        this.rows = new RowEncoder(tokenizer, settings.context());
        this.augmentation = augmentation;
        this.settings = settings;
        this.perEpoch = data.batches(settings.batch);
        this.concepts = number(data.pairs().stream().map(Pair::concept).toList());
        int imageLength = settings.imageLength;
        for (int i = 0; i <= AHEAD; i++) {
            free.add(new Batch(settings.batch, imageLength, settings.context()));
        }
        this.thread = new Thread(this::fillAll, "diptych-loader");
        thread.setDaemon(true);
        thread.start();
    }

    /** The next step's batch; waits until it is filled. */
    public Batch next() throws InterruptedException {
        return next(() -> false);
    }

    /**
     * The next step's batch; waits until it is filled.
     *
     * @param stop ends the waiting
     * @throws CancellationException if {@code stop} says so
     */
    public Batch next(BooleanSupplier stop) throws InterruptedException {
        while (true) {
            Batch batch = ready.poll(100, TimeUnit.MILLISECONDS);
            if (batch != null) {
                return batch;
            }
            if (stop.getAsBoolean()) {
                throw new CancellationException("stopped before the batch was filled");
            }
            RuntimeException thrown = failure;
            if (thrown != null) {
                throw thrown;
            }
        }
    }

    /** What {@link #next} will give, if it is filled already, else null. */
    public @Nullable Batch peek() {
        return ready.peek();
    }

    /** How many captions were read so far, those of the batches that wait to be taken included. */
    public long captionsRead() {
        return rows.captions();
    }

    /** How many of them did not fit the context and lost their last tokens. */
    public long captionsCut() {
        return rows.cut();
    }

    /** Gives a batch back to be filled again. */
    public void release(Batch batch) {
        free.add(batch);
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void fillAll() {
        try {
            int[] order = new int[0];
            long orderOf = -1;
            for (long step = settings.firstStep; !Thread.currentThread().isInterrupted(); step++) {
                long epoch = step / perEpoch;
                if (epoch != orderOf) {
                    order = permutation(data.pairs().size(), settings.seed, epoch);
                    orderOf = epoch;
                }
                Batch batch = free.take();
                fill(batch, order, (int) (step % perEpoch) * settings.batch, epoch);
                ready.put(batch);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private void fill(Batch batch, int[] order, int from, long epoch) {
        int imageLength = settings.imageLength;
        int longest = 0;
        Map<String, Integer> numbers = new HashMap<>();
        for (int i = 0; i < settings.batch; i++) {
            int sample = order[from + i];
            Pair pair = data.pairs().get(sample);
            augmentation.apply(pair.image(), settings.seed, epoch, sample, batch.images(), i * imageLength);
            String caption = settings.captions.draw(pair.captions(), random(settings.seed, epoch, sample));
            int end = rows.encode(caption, batch.ids(), i * settings.context());
            batch.ends()[i] = end;
            longest = Math.max(longest, end + 1);
            batch.groups()[i] = switch (settings.masking) {
                case NONE -> i;
                case CONCEPT -> concepts[sample];
                case CAPTION -> {
                    Integer known = numbers.putIfAbsent(caption, i);
                    yield known == null ? i : known;
                }
            };
        }
        batch.longest(longest);
    }

    private static int[] permutation(int count, long seed, long epoch) {
        SplittableRandom random = random(seed, epoch, -1);
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            int at = random.nextInt(i + 1);
            order[i] = order[at];
            order[at] = i;
        }
        return order;
    }

    private static SplittableRandom random(long seed, long epoch, long sample) {
        return new SplittableRandom((seed * 0x9E3779B97F4A7C15L + epoch) * 0xBF58476D1CE4E5B9L + sample);
    }

    private static int[] number(List<String> names) {
        Map<String, Integer> numbers = new HashMap<>();
        return names.stream()
                .mapToInt(name -> numbers.computeIfAbsent(name, key -> numbers.size()))
                .toArray();
    }
}
