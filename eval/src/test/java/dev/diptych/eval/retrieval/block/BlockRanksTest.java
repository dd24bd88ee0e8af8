package dev.diptych.eval.retrieval.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.eval.retrieval.Embeddings;
import dev.diptych.eval.retrieval.Ranks;
import dev.diptych.nn.engine.Devices;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BlockRanksTest {
    /** More than a block each way, and no whole number of blocks. */
    private static final int IMAGES = BlockRanks.ROWS + 100;

    private static final int TEXTS = IMAGES + BlockRanks.COLUMNS + 7;

    @Test
    void ranksAsPlainJavaDoesUnderManyTies() {
        SplittableRandom random = new SplittableRandom(1);
        int[] imageOfText = IntStream.range(0, TEXTS)
                .map(text -> text < IMAGES ? IMAGES - 1 - text : random.nextInt(IMAGES))
                .toArray();
        // Small whole numbers: exact in float32 in any order, with many ties, of both signs, and zeros.
        Embeddings images = whole(random, IMAGES, 5);
        Embeddings texts = whole(random, TEXTS, 5);

        Ranks blocks = ranks(images, texts, imageOfText);

        Ranks plain = Ranks.of(images, texts, imageOfText);
        assertThat(blocks.ofImages()).isEqualTo(plain.ofImages());
        assertThat(blocks.ofTexts()).isEqualTo(plain.ofTexts());
        assertThat(Arrays.stream(plain.ofTexts()).distinct().count()).isGreaterThan(100);
    }

    @Test
    void vectorsThatAreAllTheSameAreTies() {
        float[] row = new float[131];
        SplittableRandom random = new SplittableRandom(2);
        for (int d = 0; d < row.length; d++) {
            row[d] = (float) (random.nextDouble() - 0.5);
        }
        float[] all = new float[TEXTS * row.length];
        for (int at = 0; at < all.length; at += row.length) {
            System.arraycopy(row, 0, all, at, row.length);
        }
        Embeddings same = new Embeddings(all, row.length);
        int[] alone = IntStream.range(0, TEXTS).toArray();

        Ranks ranks = ranks(same, same, alone);

        int[] expected = IntStream.rangeClosed(1, TEXTS).toArray();
        assertThat(ranks.ofImages()).isEqualTo(expected);
        assertThat(ranks.ofTexts()).isEqualTo(expected);
    }

    @Test
    void anyNumberOfWorkersRanksAlike() {
        SplittableRandom random = new SplittableRandom(3);
        Embeddings images = fractions(random, 600, 40);
        Embeddings texts = fractions(random, 1300, 40);
        int[] imageOfText = IntStream.range(0, 1300).map(text -> text % 600).toArray();

        Ranks one = BlockRanks.of(images, texts, imageOfText, () -> Devices.open("cpu", 1), 1);
        Ranks three = BlockRanks.of(images, texts, imageOfText, () -> Devices.open("cpu", 1), 3);

        assertThat(three.ofImages()).isEqualTo(one.ofImages());
        assertThat(three.ofTexts()).isEqualTo(one.ofTexts());
        assertThat(three.metrics())
                .isEqualTo(Ranks.of(images, texts, imageOfText).metrics());
    }

    @Test
    void refusesDifferentDimensions() {
        assertThatThrownBy(() -> ranks(new Embeddings(new float[4], 2), new Embeddings(new float[3], 3), new int[] {0}))
                .hasMessage("similarities refused: embeddings of 2 and 3 dimensions, expected the same");
    }

    @Test
    void vectorsOfAnyLengthAreRankedAsShortOnes() {
        SplittableRandom random = new SplittableRandom(4);
        int[] imageOfText = IntStream.range(0, 1300).map(text -> text % 900).toArray();
        Embeddings images = whole(random, 900, 5);
        Embeddings texts = whole(random, 1300, 5);
        Ranks plain = Ranks.of(images, texts, imageOfText);
        for (int exponent : new int[] {-40, 0, 1, 60}) {
            Ranks scaled = ranks(times(images, exponent), times(texts, exponent), imageOfText);
            assertThat(scaled.ofImages()).isEqualTo(plain.ofImages());
            assertThat(scaled.ofTexts()).isEqualTo(plain.ofTexts());
        }
    }

    @Test
    void floatsAreInTheOrderOfTheirBits() {
        float[] rising = {
            Float.intBitsToFloat(OrderedBits.LEAST),
            -1.9999999f,
            -1,
            -Float.MIN_NORMAL,
            -Float.MIN_VALUE,
            0,
            Float.MIN_VALUE,
            0.5f,
            1,
            1.9999999f
        };
        int[] bits = new int[rising.length];
        Arrays.setAll(bits, i -> Float.floatToRawIntBits(rising[i]));
        assertThat(OrderedBits.of(-0.0f)).isEqualTo(OrderedBits.of(0.0f));
        for (int i = 0; i < rising.length; i++) {
            int limit = OrderedBits.of(rising[i]);
            int[] limits = new int[rising.length];
            Arrays.fill(limits, limit);
            int[] above = new int[rising.length];
            int[] aboveOwn = new int[rising.length];
            OrderedBits.count(bits, limit, limits, above, aboveOwn);
            assertThat(Arrays.stream(above).sum()).isEqualTo(rising.length - 1 - i);
            assertThat(aboveOwn).isEqualTo(above);
        }
    }

    private static Ranks ranks(Embeddings images, Embeddings texts, int[] imageOfText) {
        return BlockRanks.of(images, texts, imageOfText, () -> Devices.open("cpu", 1), 2);
    }

    private static Embeddings whole(SplittableRandom random, int count, int dimensions) {
        float[] values = new float[count * dimensions];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(7) - 3;
        }
        return new Embeddings(values, dimensions);
    }

    private static Embeddings times(Embeddings all, int exponent) {
        float[] values = all.values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.scalb(values[i], exponent);
        }
        return new Embeddings(values, all.dimensions());
    }

    private static Embeddings fractions(SplittableRandom random, int count, int dimensions) {
        float[] values = new float[count * dimensions];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextDouble() - 0.5);
        }
        return new Embeddings(values, dimensions).first(dimensions);
    }
}
