package dev.diptych.text.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.text.bpe.BpeVocabulary;
import dev.diptych.text.bpe.ByteAlphabet;
import dev.diptych.text.bpe.Merge;
import dev.diptych.text.bpe.TrainedVocabulary;
import dev.diptych.text.cleaning.CaptionCleaner;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class BpeTokenizerTest {
    private static final long SEED = 20260101;

    private final BpeVocabulary vocabulary = TrainedVocabulary.train();
    private final BpeTokenizer tokenizer = new BpeTokenizer(vocabulary);

    @Test
    void decodesWhatItEncodedUpToSpacing() {
        Random random = new Random(SEED);
        for (int i = 0; i < 2_000; i++) {
            String text = randomText(random);
            String decoded = tokenizer.decode(tokenizer.encode(text));
            assertThat(withoutSpaces(decoded))
                    .as("seed %d, text %d: %s", SEED, i, text)
                    .isEqualTo(withoutSpaces(CaptionCleaner.clean(text)));
        }
    }

    @Test
    void encodesWhatItDecodedToTheSameIds() {
        Random random = new Random(SEED);
        for (int i = 0; i < 500; i++) {
            int[] ids = tokenizer.encode(randomLetters(random));
            assertThat(tokenizer.encode(tokenizer.decode(ids)))
                    .as("seed %d, text %d", SEED, i)
                    .isEqualTo(ids);
        }
    }

    @Test
    void mergesAsTheNaiveAlgorithm() {
        Random random = new Random(SEED);
        for (int i = 0; i < 2_000; i++) {
            String word = randomWord(random);
            assertThat(tokenizer.encode(word))
                    .as("seed %d, word %d: %s", SEED, i, word)
                    .isEqualTo(naive(word));
        }
    }

    @Test
    void keepsEndOfTextWhenItTruncates() {
        int[] row = new int[12];
        int end = tokenizer.encodeInto("a cat on a mat and a hat on a mat", 6, row, 3);
        assertThat(end).isEqualTo(5);
        assertThat(row[3]).isEqualTo(tokenizer.startOfText().orElseThrow());
        assertThat(Arrays.copyOfRange(row, 4, 8))
                .isEqualTo(Arrays.copyOf(tokenizer.encode("a cat on a mat and a hat on a mat"), 4));
        assertThat(row[8]).isEqualTo(tokenizer.endOfText());
        assertThat(row).startsWith(0, 0, 0).endsWith(0, 0, 0);
    }

    @Test
    void padsAndOverwritesWhatTheRowHeld() {
        int[] row = new int[8];
        Arrays.fill(row, 99);
        assertThat(tokenizer.encodeInto("", 8, row, 0)).isEqualTo(1);
        assertThat(row).containsExactly(tokenizer.startOfText().orElseThrow(), tokenizer.endOfText(), 0, 0, 0, 0, 0, 0);
    }

    @Test
    void returnsTheFirstEndOfTextWhereTheCaptionSpellsOne() {
        int[] row = new int[16];
        assertThat(tokenizer.encodeInto("<end_of_text> a", 16, row, 0)).isEqualTo(1);
        assertThat(row[1]).isEqualTo(tokenizer.endOfText());
    }

    @Test
    void rejectsContextWithoutRoomForTheSpecials() {
        assertThatThrownBy(() -> tokenizer.encodeInto("a", 1, new int[1], 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("encode failed: contextLength: 1, expected at least 2");
    }

    @Test
    void rejectsRowOutsideTheArray() {
        assertThatThrownBy(() -> tokenizer.encodeInto("a", 8, new int[10], 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("encode failed: offset: 3, expected 0 to 2 for an array of 10");
    }

    @Test
    void rejectsUnknownIdOnDecoding() {
        assertThatThrownBy(() -> tokenizer.decode(new int[] {tokenizer.vocabularySize()}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("decode failed: id: ");
    }

    @Test
    void replacesBytesThatAreNoUtf8OnDecoding() {
        assertThat(tokenizer.decode(new int[] {ByteAlphabet.positionOf(0xC3), ByteAlphabet.positionOf('x') + 256}))
                .isEqualTo("\uFFFDx ");
    }

    @Test
    void givesTheSameIdsToManyThreadsWhileTheCacheFillsUp() {
        List<String> texts = IntStream.range(0, 100_000)
                .mapToObj(i -> Integer.toString(i, 36).replaceAll("[0-9]", "q"))
                .toList();
        int[] threaded = texts.parallelStream().mapToInt(this::hash).toArray();
        int[] again = texts.stream().mapToInt(this::hash).toArray();
        assertThat(threaded).isEqualTo(again);
    }

    @Test
    void encodesAnEndlessWordInReasonableTime() {
        String word = "catmatsatonthe".repeat(20_000);
        // Quadratic merging would take minutes; the limit is a hundred times what it takes.
        Assertions.assertTimeout(Duration.ofSeconds(30), () -> tokenizer.encode(word));
    }

    private int hash(String text) {
        return Arrays.hashCode(tokenizer.encode(text));
    }

    /** CLIP's own loop: find the pair of lowest rank, merge all its occurrences, until none is known. */
    private int[] naive(String word) {
        List<String> symbols = new ArrayList<>();
        for (byte octet : word.getBytes(StandardCharsets.UTF_8)) {
            symbols.add(ByteAlphabet.symbol(octet & 0xFF));
        }
        symbols.set(symbols.size() - 1, symbols.get(symbols.size() - 1) + BpeVocabulary.END_OF_WORD);
        for (Merge merge : vocabulary.merges()) {
            String left = vocabulary.tokens().get(merge.left());
            String right = vocabulary.tokens().get(merge.right());
            for (int i = 0; i + 1 < symbols.size(); i++) {
                if (symbols.get(i).equals(left) && symbols.get(i + 1).equals(right)) {
                    symbols.set(i, left + right);
                    symbols.remove(i + 1);
                }
            }
        }
        return symbols.stream().mapToInt(vocabulary.tokens()::indexOf).toArray();
    }

    private static String randomWord(Random random) {
        return random.ints(1 + random.nextInt(12), 0, 8)
                .mapToObj(i -> "acmthonü".substring(i, i + 1))
                .reduce("", String::concat);
    }

    private static String randomLetters(Random random) {
        return IntStream.range(0, 5).mapToObj(i -> randomWord(random)).reduce("", (a, b) -> a + " " + b);
    }

    private static String randomText(Random random) {
        int[] ranges = {0x80, 0x250, 0x3000, 0x10000, 0x110000};
        return random.ints(random.nextInt(20), 0, ranges.length)
                .map(range -> random.nextInt(ranges[range]))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String withoutSpaces(String text) {
        return text.replace(" ", "");
    }
}
