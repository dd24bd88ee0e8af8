package dev.diptych.contrastive.data;

import dev.diptych.contrastive.data.source.Samples;
import dev.diptych.contrastive.ranks.Ranks;
import dev.diptych.contrastive.step.Batch;
import dev.diptych.contrastive.step.StepInput;
import dev.diptych.ingest.flow.Conveyor;
import dev.diptych.text.TextConfig;
import dev.diptych.text.tokenizer.RowEncoder;
import dev.diptych.text.tokenizer.Tokenizer;
import dev.diptych.vision.augment.Augmentation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 * One thread says what is drawn next; the conveyor's threads read, decode, augment and tokenise it, each row into its place of
 * a micro-batch; the thread that trains takes the micro-batches. What one holds depends on (seed, step) and the data alone: an
 * epoch's order on (seed, epoch), a row's caption and augmentation on (seed, draw), and what stands in for a sample that
 * cannot be used too. So a run that resumes at a step sees what it would have seen, on any number of threads.
 */
/** Draws, decodes, augments and tokenises pairs, one epoch after another, a micro-batch at a time and some ahead. */
public final class BatchLoader implements StepInput, AutoCloseable {
    private static final int AHEAD = 2;
    private static final long VIEW = 0x9E3779B97F4A7C15L; // from the seed of one view of an image to the next one's

    private final Samples source;
    private final DecodedSamples samples;
    private final BadSamples bad;
    private final EpochOrder order;
    private final RowEncoder rows;
    private final List<Augmentation> views;
    private final int pairLength; // floats of all views of an image
    private final Settings settings;
    private final Ranks ranks;
    private final Sharing sharing;
    private final BooleanSupplier stop;
    private final int perEpoch;
    private final boolean keepsStep;
    private final BlockingQueue<BatchBuffer> free;
    private final Queue<BatchBuffer> coming = new ConcurrentLinkedQueue<>();
    private final List<BatchBuffer> taken = new ArrayList<>();
    private final int[] drawn; // the samples of the step at hand
    private final Conveyor<BatchBuffer> conveyor;
    private final Thread thread;

    /**
     * What a loader draws.
     *
     * @param batch M, pairs of a micro-batch
     * @param parts micro-batches of a step
     * @param passes how often a step asks for each micro-batch, in rounds over all of them
     * @param imageLength floats of one augmented image
     * @param text the tower that reads the captions, cut and padded to its context length T
     * @param firstStep the step whose pairs come first
     * @param reading how samples are read
     */
    public record Settings(
            int batch,
            int parts,
            int passes,
            int imageLength,
            TextConfig text,
            CaptionDraw captions,
            Masking masking,
            long seed,
            long firstStep,
            Reading reading) {
        int context() {
            return text.contextLength();
        }

        int pairs() {
            return Math.multiplyExact(batch, parts);
        }
    }

    /**
     * How samples are read.
     *
     * @param threads that decode and augment, at least 1
     * @param cacheBytes of decoded samples that are kept in memory, from 0, with the tokens of their captions
     * @param stepBytes the most that the micro-batches of one step may take to be kept for its other passes; where they would
     *     take more, they are made anew
     * @param maxBadSamples the share of the samples that may be unusable before the run stops
     */
    public record Reading(int threads, long cacheBytes, long stepBytes, double maxBadSamples) {}

    /**
     * @param views how each image of a pair is made of the sample's, one beside the other in the batch
     * @param stop ends the waiting for pairs
     * @throws IllegalArgumentException if an epoch has fewer pairs than a step takes, or a micro-batch has more than 2^31 floats
     */
    public BatchLoader(
            Samples samples,
            EpochOrder order,
            Tokenizer tokenizer,
            List<Augmentation> views,
            Settings settings,
            BooleanSupplier stop) {
        this(samples, order, tokenizer, views, settings, stop, Ranks.one());
    }

    /**
     * As above, for this rank's pairs: of every micro-batch, the settings' M pairs of all ranks, the part that has its number.
     *
     * @throws IllegalArgumentException if M is no multiple of the ranks
     */
    public BatchLoader(
            Samples samples,
            EpochOrder order,
            Tokenizer tokenizer,
            List<Augmentation> views,
            Settings settings,
            BooleanSupplier stop,
            Ranks ranks) {
        this.ranks = ranks;
        this.sharing = new Sharing(ranks, settings.batch, settings.parts);
        this.pairLength = Math.multiplyExact(settings.imageLength, views.size());
        int most = (Integer.MAX_VALUE - 8) / pairLength;
        if (sharing.rows() > most) {
            throw new IllegalArgumentException("train: batch_size " + sharing.rows() + ", expected at most " + most
                    + " images of this size at a time; more make a step by train.accum_freq");
        }
        this.stop = stop;
        Reading reading = settings.reading;
        this.bad = new BadSamples("train", samples.size(), reading.maxBadSamples);
        this.source = samples;
        this.drawn = new int[settings.pairs()]; // of all ranks
        this.samples = new DecodedSamples(samples, bad, reading.cacheBytes);
        this.order = order;
        this.rows = new RowEncoder(tokenizer, settings.context(), settings.captions.reduction());
        this.views = views;
        this.settings = settings;
        this.perEpoch = order.steps(settings.pairs());
        long stepBytes = 4L * sharing.rows() * settings.parts * (pairLength + settings.context());
        this.keepsStep = settings.passes > 1 && !ranks.any(stepBytes > reading.stepBytes);
        int buffers = AHEAD + (keepsStep ? settings.parts : 1);
        this.free = new ArrayBlockingQueue<>(buffers);
        for (int i = 0; i < buffers; i++) {
            free.add(new BatchBuffer(sharing.rows(), pairLength, settings.context()));
        }
        this.conveyor = new Conveyor<>("diptych-decode", reading.threads, buffers * sharing.rows(), Long.MAX_VALUE);
        this.thread = new Thread(this::drawAll, "diptych-loader");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Bytes that the images of the micro-batches take that are filled ahead, and of the one at hand.
     *
     * @param pairLength floats of the images of one pair
     */
    public static long aheadBytes(int batch, int pairLength) {
        return (long) Float.BYTES * (AHEAD + 1) * batch * pairLength;
    }

    /*
     * A micro-batch is the caller's until it asks for another; where the step is kept, until the step is over.
     */
    /**
     * {@inheritDoc}
     *
     * @throws CancellationException if the loader was told to stop
     */
    @Override
    public Batch part(int number) throws InterruptedException {
        if (number < taken.size() && keepsStep) {
            return taken.get(number).batch();
        }
        if (!keepsStep) {
            release();
        }
        BatchBuffer buffer = take();
        taken.add(buffer);
        System.arraycopy(buffer.samples(), 0, drawn, sharing.place(number), sharing.rows());
        number(buffer, number);
        return buffer.batch();
    }

    /** The keys of the samples of the step that was taken last, of all ranks, which all ask for them. */
    public List<String> keys() {
        ranks.gather(drawn);
        return Arrays.stream(drawn).mapToObj(source::key).toList();
    }

    /** Ends a step: its micro-batches may be written anew. */
    public void release() {
        free.addAll(taken);
        taken.clear();
    }

    /** The images of the micro-batch that comes next, if it is filled already, else null. */
    public float @Nullable [] peek() {
        BatchBuffer next = coming.peek();
        return next != null && next.isFull() ? next.images() : null;
    }

    /** How many captions were drawn so far, those of the batches that wait to be taken included. */
    public long captionsRead() {
        return rows.captions();
    }

    /** How many of them did not fit the context and lost their last tokens. */
    public long captionsCut() {
        return rows.cut();
    }

    /** Hands on what is to be said of samples that cannot be used, a line at a time. */
    public void complain(Consumer<String> taker) {
        bad.drain(taker);
    }

    /** How many samples cannot be used and why; empty if none was met. */
    public String badSamples() {
        return bad.count() == 0 ? "" : bad.summary();
    }

    @Override
    public void close() {
        thread.interrupt();
        conveyor.close();
    }

    private BatchBuffer take() throws InterruptedException {
        BatchBuffer buffer = null;
        for (int row = 0; row < sharing.rows(); row++) {
            if (stop.getAsBoolean()) {
                throw new CancellationException("stopped before the batch was filled");
            }
            buffer = conveyor.take();
        }
        coming.remove();
        if (buffer == null) {
            throw new IllegalStateException("train: no more batches, expected them without end");
        }
        return buffer;
    }

    /** Gives pairs that are not each other's negatives the same number. */
    private void number(BatchBuffer buffer, int part) {
        int[] groups = buffer.groups();
        if (settings.masking == Masking.NONE) {
            int first = sharing.place(part);
            Arrays.setAll(groups, row -> first + row);
        } else {
            sharing.number(buffer::name, part, groups);
        }
    }

    private void drawAll() {
        try {
            for (long step = settings.firstStep; ; step++) {
                for (int round = keepsStep ? 1 : settings.passes; round > 0; round--) {
                    for (int part = 0; part < settings.parts; part++) {
                        draw(step, part);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            conveyor.fail(e);
        }
    }

    private void draw(long step, int part) throws InterruptedException {
        BatchBuffer buffer = free.take();
        buffer.begin();
        coming.add(buffer);
        long first = step % perEpoch * settings.pairs() + (long) part * settings.batch + sharing.first();
        for (int i = 0; i < sharing.rows(); i++) {
            int row = i;
            EpochOrder.Draw draw = order.at(step / perEpoch, first + i);
            conveyor.submit(0, () -> fill(buffer, row, draw));
        }
    }

    private BatchBuffer fill(BatchBuffer buffer, int row, EpochOrder.Draw draw) {
        Usable usable = usable(draw);
        TrainingSample sample = usable.sample;
        for (int view = 0; view < views.size(); view++) {
            long seed = settings.seed + view * VIEW;
            int place = row * pairLength + view * settings.imageLength;
            views.get(view).apply(sample.image(), seed, draw.pass(), draw.number(), buffer.images(), place);
        }
        SplittableRandom random = EpochOrder.random(settings.seed, draw.pass(), draw.number());
        CaptionDraw.Drawn caption = settings.captions.draw(sample.captions(), random);
        int end = rows.write(sample.ids(caption, rows), buffer.ids(), row * settings.context(), random);
        buffer.filled(row, usable.index, end, name(sample, caption));
        return buffer;
    }

    /** What a pair is told apart from others by. */
    private String name(TrainingSample sample, CaptionDraw.Drawn caption) {
        return switch (settings.masking) {
            case NONE, CAPTION -> caption.text();
            case CONCEPT -> sample.concept();
            case IMAGE -> sample.imageHash();
        };
    }

    private record Usable(int index, TrainingSample sample) {}

    /** The sample of a draw, or, where it cannot be used, another. */
    private Usable usable(EpochOrder.Draw draw) {
        int index = draw.sample();
        TrainingSample sample = samples.get(index);
        if (sample == null) {
            SplittableRandom random = EpochOrder.random(~settings.seed, draw.pass(), draw.number());
            while (sample == null) {
                index = random.nextInt(samples.size());
                sample = samples.get(index);
            }
        }
        return new Usable(index, sample);
    }
}
