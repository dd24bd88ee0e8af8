package dev.diptych.text.huggingface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.text.bpe.BpeTrainer;
import dev.diptych.text.tokenizer.BpeTokenizer;
import dev.diptych.text.tokenizer.Tokenizer;
import dev.diptych.text.tokenizer.TokenizerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tokens beside {@code vocab.json} and {@code merges.txt}, in every file and spelling that transformers 4 and 5 read them from
 * (tokenization_utils_base.py, {@code _from_pretrained}): each is one token, wherever a caption spells it.
 */
final class AddedTokensTest {
    private static final BpeTokenizer BPE = new BpeTokenizer(
            new BpeTrainer(540).train(Stream.of("a cat on a mat", "a cat and a hat", "the cat and the mat")));

    private static final int NEXT = BPE.vocabularySize();
    private static final String MAP = "special_tokens_map.json";
    private static final String CONFIG = "tokenizer_config.json";

    @TempDir
    private Path folder;

    private record Case(Map<String, String> files) {}

    @BeforeEach
    void writeTheOldFiles() throws IOException {
        VocabularyFiles.write(BPE.vocabulary(), folder);
    }

    @Test
    void countsThemInEverySpelling() throws IOException {
        String object = "{\"content\": \"<logo>\", \"lstrip\": false, \"normalized\": false, \"rstrip\": false,"
                + " \"single_word\": false, \"special\": true}";
        for (Case c : List.of(
                new Case(Map.of("added_tokens.json", "{\"<logo>\": " + NEXT + "}")),
                new Case(Map.of(CONFIG, "{\"added_tokens_decoder\": {\"" + NEXT + "\": " + object + "}}")),
                new Case(Map.of(MAP, "{\"additional_special_tokens\": [\"<logo>\"]}")),
                new Case(Map.of(MAP, "{\"additional_special_tokens\": [" + object + "]}")),
                new Case(Map.of(CONFIG, "{\"additional_special_tokens\": [\"<logo>\"]}")),
                new Case(Map.of(CONFIG, "{\"extra_special_tokens\": [\"<logo>\"]}")),
                new Case(Map.of(CONFIG, "{\"extra_special_tokens\": {\"image_token\": \"<logo>\"}}")),
                new Case(Map.of(CONFIG, "{\"model_specific_special_tokens\": {\"image_token\": \"<logo>\"}}")),
                new Case(Map.of(CONFIG, "{\"mask_token\": " + object + "}")),
                new Case(Map.of(
                        "added_tokens.json",
                        "{\"<logo>\": " + NEXT + "}",
                        MAP,
                        "{\"additional_special_tokens\": [\"<logo>\"], \"pad_token\": \"<end_of_text>\"}")))) {
            write(c);
            Tokenizer tokenizer = Tokenizers.open(folder);
            assertThat(tokenizer.vocabularySize()).as("%s", c).isEqualTo(NEXT + 1);
            assertThat(tokenizer.encode("A cat <logo>, a mat"))
                    .as("%s", c)
                    .isEqualTo(join(BPE.encode("a cat"), new int[] {NEXT}, BPE.encode(", a mat")));
            assertThat(tokenizer.endOfText()).isEqualTo(BPE.endOfText());
            assertThat(tokenizer.startOfText()).isEqualTo(BPE.startOfText());
            for (String file : c.files.keySet()) {
                Files.delete(folder.resolve(file));
            }
        }
    }

    @Test
    void copiesKeepThem() throws IOException {
        write(new Case(Map.of("added_tokens.json", "{\"<logo>\": " + NEXT + ", \"Fuchs\": " + (NEXT + 1) + "}")));
        Tokenizer tokenizer = Tokenizers.open(folder);
        Path saved = Files.createDirectory(folder.resolve("saved"));
        Path theirs = Files.createDirectory(folder.resolve("theirs"));
        tokenizer.save(saved);
        HuggingFaceFolder.write(tokenizer, 77, theirs);
        for (Path copy : List.of(saved, theirs)) {
            assertThat(Tokenizers.open(copy).hash()).isEqualTo(tokenizer.hash());
            assertThat(Tokenizers.open(copy).encode("<logo>")).containsExactly(NEXT);
        }
    }

    @Test
    void takesTheBoundsOfATextFromThem() throws IOException {
        String vocabulary = Files.readString(folder.resolve("vocab.json"))
                .replace(",\"<start_of_text>\":" + (NEXT - 2) + ",\"<end_of_text>\":" + (NEXT - 1), "");
        Files.writeString(folder.resolve("vocab.json"), vocabulary);
        write(new Case(Map.of(
                "added_tokens.json",
                "{\"<end_of_text>\": " + (NEXT - 1) + ", \"<start_of_text>\": " + (NEXT - 2) + "}")));
        assertThat(Tokenizers.open(folder).hash()).isEqualTo(BPE.hash());
    }

    @Test
    void takesATokenOfTheVocabularyWholeWhereARoleNamesIt() throws IOException {
        write(new Case(Map.of(MAP, "{\"pad_token\": \"!\"}")));
        int padding = BPE.vocabulary().tokens().indexOf("!");
        assertThat(Tokenizers.open(folder).encode("a cat!"))
                .isEqualTo(join(BPE.encode("a cat"), new int[] {padding}))
                .isNotEqualTo(BPE.encode("a cat!"));
        Files.writeString(folder.resolve("open_clip_config.json"), "{}"); // open_clip's own tokenizer has no such role
        assertThat(Tokenizers.open(folder).encode("a cat!")).isEqualTo(BPE.encode("a cat!"));
    }

    @Test
    void countsThemBesideATokenizerJsonThatLacksThem() throws IOException {
        BPE.save(folder);
        write(new Case(Map.of("added_tokens.json", "{\"<logo>\": " + NEXT + "}")));
        Tokenizer tokenizer = Tokenizers.open(folder);
        assertThat(tokenizer.encode("<logo>")).containsExactly(NEXT);
        Path saved = Files.createDirectory(folder.resolve("saved"));
        tokenizer.save(saved);
        assertThat(Tokenizers.open(saved).hash()).isEqualTo(tokenizer.hash());
    }

    @Test
    void refusesNumbersThatTheLibraryWouldNotKeep() throws IOException {
        write(new Case(Map.of("added_tokens.json", "{\"<logo>\": " + (NEXT + 3) + "}")));
        assertThatThrownBy(() -> Tokenizers.open(folder))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("added token \"<logo>\": id " + (NEXT + 3) + ", expected " + NEXT);
        write(new Case(Map.of(CONFIG, "{\"added_tokens_decoder\": {\"x\": \"<logo>\"}}")));
        assertThatThrownBy(() -> Tokenizers.open(folder))
                .hasMessageContaining("added_tokens_decoder.x: \"x\", expected an id");
    }

    /** Writes the files, with the names of the bounds, which are not transformers' defaults, in one of them. */
    private void write(Case c) throws IOException {
        String bounds = "{\"bos_token\": \"<start_of_text>\", \"eos_token\": \"<end_of_text>\"";
        Files.writeString(folder.resolve(MAP), bounds + "}");
        for (Map.Entry<String, String> file : c.files.entrySet()) {
            boolean map = file.getKey().equals(MAP);
            String text = map ? bounds + ", " + file.getValue().substring(1) : file.getValue();
            Files.writeString(folder.resolve(file.getKey()), text);
        }
    }

    private static int[] join(int[]... parts) {
        return Stream.of(parts).flatMapToInt(IntStream::of).toArray();
    }
}
