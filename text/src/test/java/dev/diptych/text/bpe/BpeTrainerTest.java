package dev.diptych.text.bpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.text.tokenizer.BpeTokenizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BpeTrainerTest {
    private static final int FIRST_MERGE = 512;

    @Test
    void mergesTheMostFrequentPairFirst() {
        BpeVocabulary vocabulary = new BpeTrainer(516).train(Stream.of("ab ab ab", "bc bc"));
        assertThat(vocabulary.tokens().subList(FIRST_MERGE, 516))
                .containsExactly("ab</w>", "bc</w>", "<start_of_text>", "<end_of_text>");
    }

    @Test
    void breaksTiesByTheSmallerIds() {
        BpeVocabulary vocabulary = new BpeTrainer(517).train(Stream.of("zy zy ab ab ba ba"));
        assertThat(vocabulary.tokens().subList(FIRST_MERGE, 515)).containsExactly("ab</w>", "ba</w>", "zy</w>");
    }

    @Test
    void putsTheSpecialsLast() {
        BpeTokenizer tokenizer = new BpeTokenizer(TrainedVocabulary.train());
        assertThat(tokenizer.startOfText().orElseThrow()).isEqualTo(tokenizer.vocabularySize() - 2);
        assertThat(tokenizer.endOfText()).isEqualTo(tokenizer.vocabularySize() - 1);
    }

    @Test
    void endsEarlyWhenNoPairOccursTwice() {
        BpeVocabulary vocabulary = new BpeTrainer(10_000).train(Stream.of("ab ab cd"));
        assertThat(vocabulary.tokens()).hasSize(BpeVocabulary.SMALLEST_SIZE + 1);
    }

    @Test
    void trainsOnNothingToBytesAndSpecials() {
        assertThat(new BpeTrainer(1_000).train(Stream.of()).tokens()).hasSize(BpeVocabulary.SMALLEST_SIZE);
    }

    @Test
    void doesNotDependOnTheOrderOfCaptions() {
        List<String> captions = randomCaptions(new Random(5), 500);
        BpeVocabulary first = new BpeTrainer(800).train(captions.stream());
        Collections.shuffle(captions, new Random(6));
        assertThat(new BpeTrainer(800).train(captions.stream())).isEqualTo(first);
    }

    @Test
    void choosesTheSameMergesAsRecountingEachTime() {
        for (int seed = 0; seed < 5; seed++) {
            List<String> captions = randomCaptions(new Random(seed), 60);
            BpeVocabulary vocabulary = new BpeTrainer(600).train(captions.stream());
            List<String> fast = vocabulary.merges().stream()
                    .map(merge -> vocabulary.tokens().get(merge.merged()))
                    .toList();
            assertThat(fast).as("seed %d", seed).isEqualTo(naive(captions, 600 - BpeVocabulary.SMALLEST_SIZE));
        }
    }

    @Test
    void leavesOutWordsThatAreData() {
        BpeVocabulary vocabulary = new BpeTrainer(1_000).train(Stream.of("x".repeat(300), "y".repeat(4)));
        assertThat(vocabulary.tokens().subList(FIRST_MERGE, vocabulary.tokens().size() - 2))
                .noneMatch(t -> t.contains("x"));
    }

    @Test
    void rejectsSizeThatCannotHoldTheBytes() {
        assertThatThrownBy(() -> new BpeTrainer(513))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "tokenizer training refused: vocabulary size: 513, expected at least 514 (bytes and specials)");
    }

    private static List<String> randomCaptions(Random random, int count) {
        List<String> captions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            captions.add(IntStream.range(0, 1 + random.nextInt(5))
                    .mapToObj(w -> random.ints(1 + random.nextInt(6), 'a', 'e')
                            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                            .toString())
                    .reduce("", (a, b) -> a + " " + b));
        }
        return captions;
    }

    private record NaivePair(String left, String right) {}

    /** Algorithm 1 of Sennrich et al.: count all pairs anew for each merge. */
    private static List<String> naive(List<String> captions, int mergeCount) {
        List<String> tokens = new ArrayList<>();
        for (String suffix : List.of("", "</w>")) {
            for (int position = 0; position < 256; position++) {
                tokens.add(ByteAlphabet.symbol(ByteAlphabet.byteAt(position)) + suffix);
            }
        }
        Comparator<NaivePair> byIds = Comparator.<NaivePair>comparingInt(pair -> tokens.indexOf(pair.left()))
                .thenComparingInt(pair -> tokens.indexOf(pair.right()));
        List<List<String>> words = captions.stream()
                .flatMap(caption -> Stream.of(caption.strip().split(" ", -1)))
                .map(BpeTrainerTest::symbols)
                .toList();
        while (tokens.size() < FIRST_MERGE + mergeCount) {
            Map<NaivePair, Integer> counts = new HashMap<>();
            for (List<String> word : words) {
                for (int i = 0; i + 1 < word.size(); i++) {
                    counts.merge(new NaivePair(word.get(i), word.get(i + 1)), 1, Integer::sum);
                }
            }
            int most = counts.values().stream().mapToInt(count -> count).max().orElse(0);
            if (most < 2) {
                break;
            }
            NaivePair best = counts.entrySet().stream()
                    .filter(entry -> entry.getValue() == most)
                    .map(Map.Entry::getKey)
                    .min(byIds)
                    .orElseThrow();
            tokens.add(best.left() + best.right());
            words.forEach(word -> merge(word, best));
        }
        return tokens.subList(FIRST_MERGE, tokens.size());
    }

    private static List<String> symbols(String word) {
        List<String> symbols = new ArrayList<>(List.of(word.split("", -1)));
        symbols.removeIf(String::isEmpty);
        symbols.set(symbols.size() - 1, symbols.get(symbols.size() - 1) + "</w>");
        return symbols;
    }

    private static void merge(List<String> word, NaivePair pair) {
        for (int i = 0; i + 1 < word.size(); i++) {
            if (word.get(i).equals(pair.left()) && word.get(i + 1).equals(pair.right())) {
                word.set(i, pair.left() + pair.right());
                word.remove(i + 1);
            }
        }
    }
}
