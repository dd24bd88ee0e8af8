package dev.diptych.text.huggingface;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.text.bpe.BpeTrainer;
import dev.diptych.text.bpe.BpeVocabulary;
import dev.diptych.text.cleaning.Cleaning;
import dev.diptych.text.tokenizer.BpeTokenizer;
import dev.diptych.text.tokenizer.ClipVocabulary;
import dev.diptych.text.tokenizer.JsonPlace;
import dev.diptych.text.tokenizer.SharedData;
import dev.diptych.text.tokenizer.Tokenizer;
import dev.diptych.text.tokenizer.TokenizerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our BPE and Hugging Face's library, which loads what ours saved, on the same captions. */
class LibraryAgreementTest {
    private static final long SEED = 20260104;

    /**
     * Pieces that odd captions are made of. Special tokens stand alone: after punctuation CLIP's expression takes their
     * first characters with it, while the library cuts special tokens out before anything else.
     */
    private static final List<String> PIECES = List.of(
            " ",
            "  ",
            "\t",
            "\n",
            "\u00A0",
            "\u3000",
            "\u200B",
            "\u200D",
            "a",
            "cat",
            "Cat",
            "CAT",
            "mat's",
            "'s",
            "'T",
            "'LL",
            "don't",
            "it’s",
            "1",
            "1990s",
            "½",
            "²",
            "Ⅷ",
            "٣",
            "é",
            "e\u0301",
            "ß",
            "ﬁ",
            "İ",
            "Σ",
            "ΣΑΣ",
            "ё",
            "猫",
            "日本語",
            "한국어",
            "한",
            "हिन्दी",
            "ไทย",
            "مرحبا",
            "שלום",
            "😀",
            "👩\u200D👧",
            "🇩🇪",
            "🏽",
            "𝒜",
            "_",
            "-",
            "--",
            "...",
            "?!",
            "#tag",
            "@me",
            "http://a.b/c?d=e&f",
            "&amp;",
            "&lt;p&gt;",
            "<p>",
            " <start_of_text> ",
            " <end_of_text> ",
            " <END_OF_TEXT> ",
            " <|endoftext|> ",
            "</w>",
            "\u0301",
            "\u0000",
            "\u001B[1m",
            "\uFEFF",
            "\uFFFD",
            "schÃ¶n",
            "x".repeat(40));

    @TempDir
    private Path folder;

    @Test
    void agreesOnATrainedVocabulary() throws IOException {
        agrees(new BpeTrainer(700)
                .train(Stream.of(
                        "a cat on a mat",
                        "the cats sat; don't sit on the cat's mat in 1999",
                        "日本語 猫 猫",
                        "ΣΑΣ ёё éé ßß")));
    }

    @Test
    void agreesOnClipsVocabulary() throws IOException {
        agrees(ClipVocabulary.read(SharedData.clipVocabulary()));
    }

    private void agrees(BpeVocabulary vocabulary) throws IOException {
        BpeTokenizer ours = new BpeTokenizer(vocabulary);
        ours.save(folder);
        Path file = folder.resolve(TokenizerConfig.TOKENIZER);
        TokenizerOptions cleaned = new TokenizerOptions(Optional.of(Cleaning.LOWER), Optional.empty());
        Tokenizer library = LibraryTokenizer.open(
                JsonPlace.read(file, 1 << 24), Files.readAllBytes(file), TokenizerConfig.read(folder), cleaned);
        assertThat(library.vocabularySize()).isEqualTo(ours.vocabularySize());
        assertThat(library.startOfText()).isEqualTo(ours.startOfText());
        assertThat(library.endOfText()).isEqualTo(ours.endOfText());
        Random random = new Random(SEED);
        for (int i = 0; i < 10_000; i++) {
            String text = i % 2 == 0 ? pieces(random) : characters(random);
            assertThat(ours.encode(text))
                    .as("seed %d, text %d: \"%s\"", SEED, i, escape(text))
                    .isEqualTo(library.encode(text));
        }
    }

    private static String pieces(Random random) {
        return random.ints(random.nextInt(12), 0, PIECES.size())
                .mapToObj(PIECES::get)
                .reduce("", String::concat);
    }

    /** Characters that this Java knows, so that both see the same letters. */
    private static String characters(Random random) {
        int[] ranges = {0x80, 0x250, 0x3000, 0x10000, 0x20000};
        return random.ints(random.nextInt(20), 0, ranges.length)
                .map(range -> random.nextInt(ranges[range]))
                .filter(c -> Character.isDefined(c) && Character.getType(c) != Character.SURROGATE)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String escape(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints()
                .forEach(c -> out.append(c < 0x7F && c >= ' ' ? Character.toString(c) : String.format("<%X>", c)));
        return out.toString();
    }
}
