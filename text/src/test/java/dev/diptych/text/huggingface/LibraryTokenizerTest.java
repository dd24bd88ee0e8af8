package dev.diptych.text.huggingface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.text.cleaning.Cleaning;
import dev.diptych.text.tokenizer.RowEncoder;
import dev.diptych.text.tokenizer.Tokenizer;
import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryTokenizerTest {
    private static final long SEED = 20260102;

    @TempDir
    private Path folder;

    @Test
    void encodesWordPieceAsGreedyLongestMatch() throws IOException {
        Tokenizer tokenizer = wordPiece();
        Random random = new Random(SEED);
        for (int i = 0; i < 3_000; i++) {
            String text = randomText(random, "catsdog, theUM");
            assertThat(tokenizer.encode(text)).as("seed %d, \"%s\"", SEED, text).isEqualTo(greedy(text));
        }
    }

    @Test
    void encodesUnigramAsTheBestOfAllSegmentations() throws IOException {
        Tokenizer tokenizer = unigram();
        Random random = new Random(SEED);
        for (int i = 0; i < 3_000; i++) {
            String text = randomText(random, "catsdog heZ");
            assertThat(tokenizer.encode(text)).as("seed %d, \"%s\"", SEED, text).isEqualTo(best(text));
        }
    }

    @Test
    void fillsRowsAsSiglip() throws IOException {
        Tokenizer tokenizer = unigram();
        assertThat(tokenizer.startOfText()).isEmpty();
        assertThat(tokenizer.endOfText()).isOne();
        assertThat(tokenizer.padding()).isOne();
        int[] row = new int[6];
        assertThat(tokenizer.encodeInto("The CAT!", 6, row, 0)).isEqualTo(2);
        assertThat(row).containsExactly(id("▁the"), id("▁cat"), 1, 1, 1, 1);
        RowEncoder rows = new RowEncoder(tokenizer, 3);
        int[] cut = new int[3];
        assertThat(rows.encode("the cat a dog", cut, 0)).isEqualTo(2);
        assertThat(cut).containsExactly(id("▁the"), id("▁cat"), 1);
        assertThat(rows.encode("the cat", cut, 0)).isEqualTo(2);
        assertThat(rows.captions()).isEqualTo(2);
        assertThat(rows.cut()).isOne();
    }

    @Test
    void fillsRowsAsBertAndAsClipa() throws IOException {
        Tokenizer bert = wordPiece();
        int[] row = new int[5];
        assertThat(bert.encodeInto("the cats", 5, row, 0)).isEqualTo(4);
        assertThat(row).containsExactly(2, 10, 5, 14, 3);
        Tokenizer clipa = Tokenizers.open(folder, new TokenizerOptions(Optional.of(Cleaning.NONE), Optional.of(true)));
        assertThat(clipa.encodeInto("the cat", 5, row, 0)).isEqualTo(3);
        assertThat(row).containsExactly(2, 10, 5, 0, 0);
        assertThat(clipa.hash()).isNotEqualTo(bert.hash());
    }

    @Test
    void reopensWhatItSavedWithTheSameHash() throws IOException {
        Tokenizer tokenizer = unigram();
        Path copy = Files.createDirectory(folder.resolve("copy"));
        tokenizer.save(copy);
        assertThat(copy.resolve("tokenizer.json")).hasSameBinaryContentAs(folder.resolve("tokenizer.json"));
        Tokenizer again = Tokenizers.open(copy);
        assertThat(again.hash()).isEqualTo(tokenizer.hash()).hasSize(64);
        assertThat(again.encode("The CAT!")).isEqualTo(tokenizer.encode("The CAT!"));
        Tokenizer other = Tokenizers.open(folder, new TokenizerOptions(Optional.of(Cleaning.LOWER), Optional.empty()));
        assertThat(other.hash()).isNotEqualTo(tokenizer.hash());
    }

    @Test
    void decodesAndRefusesUnknownIds() throws IOException {
        Tokenizer tokenizer = unigram();
        assertThat(tokenizer.vocabularySize()).isEqualTo(SmallTokenizers.PARTS.size());
        assertThat(tokenizer.decode(tokenizer.encode("the cats"))).isEqualTo("the cats");
        assertThatThrownBy(() -> tokenizer.decode(new int[] {24}))
                .hasMessage("decode failed: id: 24, expected 0 to 23");
    }

    @Test
    void refusesAddedTokensThatTheLibraryNumbersOtherwise() throws IOException {
        ObjectNode json = SmallTokenizers.unigram();
        ObjectNode extra = ((ArrayNode) json.get("added_tokens")).get(2).deepCopy();
        ((ArrayNode) json.get("added_tokens")).add(extra.put("content", "<x>").put("id", 5));
        SmallTokenizers.write(folder, json, SmallTokenizers.config().put("pad_token", "</s>"));
        Tokenizer tokenizer = Tokenizers.open(folder);
        assertThatThrownBy(() -> tokenizer.encode("a <x>"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("encode failed: id: 24, expected below 24, as added_tokens say");
    }

    @Test
    void encodesWithManyThreads() throws IOException {
        Tokenizer tokenizer = unigram();
        Random random = new Random(SEED);
        List<String> texts = IntStream.range(0, 5_000)
                .mapToObj(i -> randomText(random, "catsdog he"))
                .toList();
        List<Integer> together = texts.parallelStream()
                .map(text -> Arrays.hashCode(tokenizer.encode(text)))
                .toList();
        assertThat(together)
                .isEqualTo(texts.stream()
                        .map(text -> Arrays.hashCode(tokenizer.encode(text)))
                        .toList());
    }

    @Test
    void asksNothingOfTheNetwork() throws IOException {
        List<URI> asked = Collections.synchronizedList(new ArrayList<>());
        ProxySelector before = ProxySelector.getDefault();
        ProxySelector.setDefault(new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                asked.add(uri);
                return List.of(Proxy.NO_PROXY);
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException e) {}
        });
        try {
            unigram().encode("a cat");
        } finally {
            ProxySelector.setDefault(before);
        }
        assertThat(asked).isEmpty();
        assertThat(System.getProperty("ai.djl.offline")).isEqualTo("true");
    }

    @Test
    void survivesOddStrings() throws IOException {
        for (Tokenizer tokenizer : List.of(
                unigram(),
                Tokenizers.open(folder, new TokenizerOptions(Optional.of(Cleaning.NONE), Optional.empty())))) {
            for (String text : List.of(
                    "", " ", "\u0000", "\uD83D", "a\uDE00b", "😀", "▁", "</s> a", "\u200B", "x".repeat(10_000))) {
                assertThat(tokenizer.encode(text)).as(text).isNotNull();
            }
        }
    }

    private Tokenizer wordPiece() throws IOException {
        return Tokenizers.open(SmallTokenizers.write(
                folder, SmallTokenizers.wordPiece(), SmallTokenizers.config().put("pad_token", "[PAD]")));
    }

    private Tokenizer unigram() throws IOException {
        SmallTokenizers.write(
                folder,
                SmallTokenizers.unigram(),
                SmallTokenizers.config().put("pad_token", "</s>").put("tokenizer_class", "SiglipTokenizer"));
        return Tokenizers.open(folder);
    }

    private static int id(String part) {
        return SmallTokenizers.PARTS.indexOf(part);
    }

    private static String randomText(Random random, String letters) {
        return random.ints(random.nextInt(14), 0, letters.length())
                .mapToObj(i -> letters.substring(i, i + 1))
                .reduce("", String::concat);
    }

    /** BERT's algorithm: the longest piece that the rest of the word begins with, or one unknown for the whole word. */
    private static int[] greedy(String text) {
        List<Integer> ids = new ArrayList<>();
        for (String word :
                text.toLowerCase(Locale.ROOT).replace(",", " , ").strip().split("\\s+", -1)) {
            List<Integer> pieces = new ArrayList<>();
            int at = 0;
            while (at < word.length()) {
                int end = word.length();
                String prefix = at == 0 ? "" : "##";
                while (end > at && !SmallTokenizers.PIECES.contains(prefix + word.substring(at, end))) {
                    end--;
                }
                if (end == at) {
                    pieces = new ArrayList<>(List.of(SmallTokenizers.PIECES.indexOf("[UNK]")));
                    break;
                }
                pieces.add(SmallTokenizers.PIECES.indexOf(prefix + word.substring(at, end)));
                at = end;
            }
            ids.addAll(pieces);
        }
        return ids.stream().mapToInt(id -> id).toArray();
    }

    /** The segmentation of each word with the highest sum of scores, by trying all; unknown characters become one. */
    private static int[] best(String text) {
        List<Integer> ids = new ArrayList<>();
        for (String word : Cleaning.CANONICALIZE.apply(text).split(" ", -1)) {
            if (!word.isEmpty()) {
                ids.addAll(Segmentation.best("▁" + word).parts());
            }
        }
        return ids.stream().mapToInt(id -> id).toArray();
    }

    private record Segmentation(List<Integer> parts, double score) {
        /** An unknown character costs ten more than the worst part. */
        private static final double UNKNOWN =
                Arrays.stream(SmallTokenizers.SCORES).min().orElseThrow() - 10;

        static Segmentation best(String word) {
            if (word.isEmpty()) {
                return new Segmentation(List.of(), 0);
            }
            Segmentation best = null;
            for (int end = 1; end <= word.length(); end++) {
                int part = SmallTokenizers.PARTS.indexOf(word.substring(0, end));
                if (part < 0 && end > 1) {
                    continue;
                }
                Segmentation rest = best(word.substring(end));
                double score = rest.score() + (part < 0 ? UNKNOWN : SmallTokenizers.SCORES[part]);
                if (best == null || score > best.score()) {
                    List<Integer> parts = new ArrayList<>(List.of(part < 0 ? 2 : part));
                    boolean fused =
                            part < 0 && !rest.parts().isEmpty() && rest.parts().get(0) == 2;
                    parts.addAll(fused ? rest.parts().subList(1, rest.parts().size()) : rest.parts());
                    best = new Segmentation(parts, score);
                }
            }
            return Objects.requireNonNull(best);
        }
    }
}
