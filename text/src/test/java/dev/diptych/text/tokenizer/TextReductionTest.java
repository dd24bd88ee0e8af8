package dev.diptych.text.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.text.bpe.BpeTrainer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TextReductionTest {
    private static final int[] IDS = IntStream.range(100, 110).toArray();

    @Test
    void leavesWhatFitsAlone() {
        for (TextReduction reduction : TextReduction.values()) {
            assertThat(reduction.of(IDS, 10, new SplittableRandom(1))).isSameAs(IDS);
        }
    }

    @Test
    void keepsAsManyIdsAsThereIsRoomForInTheOrderOfItsKind() {
        for (TextReduction reduction : TextReduction.values()) {
            boolean sorted = true;
            boolean together = true;
            TreeSet<Integer> seen = new TreeSet<>();
            for (int seed = 0; seed < 200; seed++) {
                int[] left = reduction.of(IDS, 4, new SplittableRandom(seed));
                assertThat(left).hasSize(4).doesNotHaveDuplicates();
                assertThat(IDS).contains(left);
                assertThat(reduction.of(IDS, 4, new SplittableRandom(seed))).isEqualTo(left);
                int[] ordered = left.clone();
                Arrays.sort(ordered);
                sorted &= Arrays.equals(ordered, left);
                together &= ordered[3] - ordered[0] == 3;
                Arrays.stream(left).forEach(seen::add);
            }
            assertThat(sorted).as(reduction.name()).isEqualTo(reduction != TextReduction.SHUFFLE);
            assertThat(together)
                    .as(reduction.name())
                    .isEqualTo(reduction == TextReduction.TRUNCATE || reduction == TextReduction.SIMPLE);
            assertThat(seen).as(reduction.name()).hasSize(reduction == TextReduction.TRUNCATE ? 4 : 10);
        }
    }

    @Test
    void aRowHasItsStartAndEndAroundWhatIsLeftAndCountsAsCut() {
        BpeTokenizer tokenizer = new BpeTokenizer(new BpeTrainer(514).train(Stream.of("a")));
        RowEncoder rows = new RowEncoder(tokenizer, 6, TextReduction.SHUFFLE);
        int[] whole = rows.ids("abcdefgh");
        assertThat(whole).isEqualTo(tokenizer.encode("abcdefgh")).hasSizeGreaterThan(4);
        int[] row = new int[6];
        assertThat(rows.write(whole, row, 0, new SplittableRandom(3))).isEqualTo(5);
        assertThat(row[0]).isEqualTo(tokenizer.startOfText().orElseThrow());
        assertThat(Arrays.copyOfRange(row, 1, 5)).doesNotHaveDuplicates();
        assertThat(whole).contains(Arrays.copyOfRange(row, 1, 5));
        assertThat(rows.cut()).isEqualTo(1);
        int[] other = new int[6];
        rows.write(whole, other, 0, new SplittableRandom(4));
        assertThat(other).isNotEqualTo(row);
    }
}
