package dev.diptych.eval.retrieval.block;

import dev.diptych.eval.retrieval.Embeddings;
import dev.diptych.eval.retrieval.Matches;
import dev.diptych.eval.retrieval.Ranks;
import dev.diptych.nn.block.BlockProduct;
import dev.diptych.nn.engine.Devices;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.engine.UnusableDeviceException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/*
 * Each worker has an engine of one thread and takes blocks of images; against each it multiplies all texts, block by block,
 * and counts each product at once, while it is in the processor's cache: for its image and for its text. So neither waits
 * for the other, and both directions come of one pass. What a product is compared with, the similarity of each text to its
 * image, is computed by the same program before.
 */
/** Ranks as {@link Ranks#of(Embeddings, Embeddings, int[])}, by an engine's matrix products and on all cores. */
public final class BlockRanks {
    /** Rows of a block of images: enough that bringing the texts into the engine's layout costs little. */
    static final int ROWS = 2048;

    /** Columns, of texts. */
    static final int COLUMNS = 512;

    /** Products from which on an engine is worth making. */
    private static final long WORTH = 1L << 20;

    /** Two vectors of this length have a product below 2. */
    private static final double LONGEST = 1.4;

    private final Embeddings images;
    private final Embeddings texts;
    private final Matches matches;
    private final float[] ofMatch;
    private final int[] ofImages;
    private final int[] ofTexts;

    private BlockRanks(Embeddings images, Embeddings texts, Matches matches) {
        this.images = bounded(images);
        this.texts = bounded(texts);
        this.matches = matches;
        this.ofMatch = new float[texts.count()];
        this.ofImages = new int[images.count()];
        this.ofTexts = new int[texts.count()];
    }

    /**
     * Ranks by the CPU's engine; few vectors, and those of a CPU whose engine is of no use, by plain Java.
     *
     * @throws IllegalArgumentException as {@link Ranks#of(Embeddings, Embeddings, int[])}
     */
    public static Ranks of(Embeddings images, Embeddings texts, int[] imageOfText) {
        if ((long) images.count() * texts.count() < WORTH) {
            return Ranks.of(images, texts, imageOfText);
        }
        return of(images, texts, imageOfText, () -> Devices.open("cpu", 1), Devices.threads());
    }

    /**
     * Ranks by a number of engines.
     *
     * @param engines makes an engine of one thread for each worker
     */
    public static Ranks of(
            Embeddings images, Embeddings texts, int[] imageOfText, Supplier<Engine> engines, int workers) {
        if (images.dimensions() != texts.dimensions()) {
            return Ranks.of(images, texts, imageOfText); // which refuses it
        }
        BlockRanks ranks = new BlockRanks(images, texts, Matches.of(images.count(), texts.count(), imageOfText));
        BlockProduct[] products = new BlockProduct[workers];
        try {
            for (int worker = 0; worker < workers; worker++) {
                products[worker] = new BlockProduct(engines.get(), ROWS, COLUMNS, images.dimensions());
            }
            return products[0].isUniform() ? ranks.rank(products) : Ranks.of(images, texts, imageOfText);
        } catch (UnusableDeviceException e) {
            return Ranks.of(images, texts, imageOfText);
        } finally {
            for (BlockProduct product : products) {
                if (product != null) {
                    product.close();
                }
            }
        }
    }

    /** The same vectors, scaled by a power of two where some are longer than 1.4: products are below 2, in the same order. */
    private static Embeddings bounded(Embeddings all) {
        double longest = 0;
        for (int from = 0; from < all.values().length; from += all.dimensions()) {
            double squares = 0;
            for (int d = 0; d < all.dimensions(); d++) {
                squares += (double) all.values()[from + d] * all.values()[from + d];
            }
            longest = Math.max(longest, squares);
        }
        if (longest < LONGEST * LONGEST) {
            return all;
        }
        int exponent = Math.getExponent(Math.sqrt(longest)) + 1;
        float[] scaled = new float[all.values().length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = Math.scalb(all.values()[i], -exponent);
        }
        return new Embeddings(scaled, all.dimensions());
    }

    /** Hands out the numbers of blocks, then -1. */
    private interface Blocks {
        int next();
    }

    /** What a worker does with its engine until no block is left. */
    private interface Work {
        void run(BlockProduct product, Blocks blocks);
    }

    private Ranks rank(BlockProduct[] products) {
        share(products, blocks(texts.count(), COLUMNS), this::match);
        int[] limits = new int[ofMatch.length];
        Arrays.setAll(limits, text -> OrderedBits.of(ofMatch[text]));
        int[] best = matches.best(ofMatch);
        share(products, blocks(images.count(), ROWS), (product, blocks) -> {
            BlockCount count = new BlockCount(matches, limits, best, ofImages);
            count(product, blocks, count);
            count.addTo(ofTexts);
        });
        Arrays.setAll(ofImages, image -> ofImages[image] + 1);
        Arrays.setAll(ofTexts, text -> ofTexts[text] + 1);
        return new Ranks(ofImages, ofTexts, matches);
    }

    /** The similarity of each text to its image: the diagonal of a block of their images. */
    private void match(BlockProduct product, Blocks blocks) {
        int[] bits = new int[ROWS * COLUMNS];
        int[] own = new int[COLUMNS];
        for (int block = blocks.next(); block >= 0; block = blocks.next()) {
            int text = block * COLUMNS;
            int columns = Math.min(COLUMNS, texts.count() - text);
            Arrays.setAll(own, c -> matches.image(Math.min(text + c, texts.count() - 1)));
            product.rows(images.values(), own, columns);
            product.columns(texts.values(), text, columns);
            product.multiply(bits);
            for (int c = 0; c < columns; c++) {
                ofMatch[text + c] = Float.intBitsToFloat(bits[c * COLUMNS + c]);
            }
        }
    }

    private void count(BlockProduct product, Blocks blocks, BlockCount count) {
        int[] bits = new int[ROWS * COLUMNS];
        for (int block = blocks.next(); block >= 0; block = blocks.next()) {
            int image = block * ROWS;
            int rows = Math.min(ROWS, images.count() - image);
            product.rows(images.values(), image, rows);
            for (int text = 0; text < texts.count(); text += COLUMNS) {
                int columns = Math.min(COLUMNS, texts.count() - text);
                product.columns(texts.values(), text, columns);
                product.multiply(bits);
                count.add(bits, image, rows, text, columns);
            }
            count.end(image, rows);
        }
    }

    private static int blocks(int count, int size) {
        return (count + size - 1) / size;
    }

    private static void share(BlockProduct[] products, int count, Work work) {
        AtomicInteger next = new AtomicInteger();
        Blocks blocks = () -> {
            int block = next.getAndIncrement();
            return block < count ? block : -1;
        };
        IntStream.range(0, products.length).parallel().forEach(worker -> work.run(products[worker], blocks));
    }
}
