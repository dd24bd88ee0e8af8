package dev.diptych.text.huggingface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.text.bpe.BpeTrainer;
import dev.diptych.text.cleaning.Cleaning;
import dev.diptych.text.tokenizer.BpeTokenizer;
import dev.diptych.text.tokenizer.Tokenizer;
import dev.diptych.text.tokenizer.TokenizerException;
import dev.diptych.text.tokenizer.TokenizerException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizersTest {
    @TempDir
    private Path folder;

    @Test
    void opensItsOwnFilesAsTheSameTokenizer() throws IOException {
        BpeTokenizer bpe = bpe();
        HuggingFaceFolder.write(bpe, 77, folder);
        assertThat(folder.toFile().list())
                .containsExactlyInAnyOrder(
                        "tokenizer.json",
                        "tokenizer_config.json",
                        "special_tokens_map.json",
                        "vocab.json",
                        "merges.txt");
        assertThat(Tokenizers.open(folder)).isInstanceOf(BpeTokenizer.class);
        assertThat(Tokenizers.open(folder).hash()).isEqualTo(bpe.hash());
        assertThat(Tokenizers.open(folder.resolve("tokenizer.json")).hash()).isEqualTo(bpe.hash());
        assertThat(SmallTokenizers.MAPPER
                        .readTree(folder.resolve("tokenizer_config.json").toFile())
                        .get("model_max_length")
                        .intValue())
                .isEqualTo(77);
        Files.delete(folder.resolve("tokenizer.json"));
        assertThat(Tokenizers.open(folder).hash()).isEqualTo(bpe.hash());
    }

    @Test
    void writesALibraryTokenizersFolder() throws IOException {
        unigram(json -> {}, config -> {});
        Tokenizer tokenizer = Tokenizers.open(folder);
        Path copy = Files.createDirectory(folder.resolve("copy"));
        HuggingFaceFolder.write(tokenizer, 64, copy);
        assertThat(copy.resolve("special_tokens_map.json")).content().contains("\"pad_token\" : \"</s>\"");
        assertThat(Tokenizers.open(copy).hash()).isEqualTo(tokenizer.hash());
    }

    @Test
    void takesTheCleaningFromAnOpenClipModelBesideIt() throws IOException {
        BpeTokenizer bpe = bpe();
        bpe.save(folder);
        Files.delete(folder.resolve("tokenizer_config.json"));
        Files.writeString(
                folder.resolve("open_clip_config.json"),
                "{\"model_cfg\": {\"text_cfg\": {\"tokenizer_kwargs\": {\"clean\": \"canonicalize\"}}}}");
        Tokenizer opened = Tokenizers.open(folder);
        assertThat(opened.encode("a cat!")).isEqualTo(bpe.encode("a cat"));
        Tokenizer canonical = new BpeTokenizer(bpe.vocabulary(), Cleaning.CANONICALIZE);
        assertThat(opened.hash()).isEqualTo(canonical.hash()).isNotEqualTo(bpe.hash());
        Files.delete(folder.resolve("open_clip_config.json"));
        opened.save(folder);
        assertThat(Tokenizers.open(folder).hash()).isEqualTo(canonical.hash());
    }

    @Test
    void takesSpecialTokensFromTheirMap() throws IOException {
        unigram(json -> {}, config -> config.remove("pad_token"));
        Files.writeString(
                folder.resolve("special_tokens_map.json"),
                "{\"pad_token\": {\"content\": \"<pad>\", \"lstrip\": false}}");
        assertThat(Tokenizers.open(folder).padding()).isZero();
    }

    @Test
    void addsTheSpecialTokensThatTheSettingsAskFor() throws IOException {
        unigram(
                json -> json.putNull("post_processor"),
                config -> config.put("eos_token", "</s>")
                        .put("add_eos_token", true)
                        .put("bos_token", "<pad>")
                        .put("add_bos_token", true));
        Tokenizer tokenizer = Tokenizers.open(folder);
        assertThat(tokenizer.startOfText()).hasValue(0);
        assertThat(tokenizer.endOfText()).isOne();
    }

    @Test
    void leavesAClipFileThatDiffersToTheLibrary() throws IOException {
        bpe().save(folder);
        ObjectNode json = (ObjectNode)
                SmallTokenizers.MAPPER.readTree(folder.resolve("tokenizer.json").toFile());
        json.putObject("normalizer").put("type", "Lowercase");
        SmallTokenizers.MAPPER.writeValue(folder.resolve("tokenizer.json").toFile(), json);
        Tokenizer tokenizer = Tokenizers.open(folder);
        assertThat(tokenizer).isInstanceOf(LibraryTokenizer.class);
        assertThat(tokenizer.encode("a cat")).isEqualTo(bpe().encode("a cat"));
    }

    private record Case(Reason reason, String problem, Consumer<ObjectNode> tokenizer, Consumer<ObjectNode> config) {
        static Case of(Reason reason, String problem, Consumer<ObjectNode> tokenizer) {
            return new Case(reason, problem, tokenizer, config -> {});
        }

        static Case config(Reason reason, String problem, Consumer<ObjectNode> config) {
            return new Case(reason, problem, tokenizer -> {}, config);
        }
    }

    @Test
    void saysInOneLineWhatIsWrong() throws IOException {
        List<Case> cases = List.of(
                Case.of(Reason.MISSING, "model: absent", json -> json.remove("model")),
                Case.of(
                        Reason.INVALID,
                        "model.vocab: string \"x\"",
                        json -> model(json).put("vocab", "x")),
                Case.of(
                        Reason.INVALID,
                        "model.vocab[0]: array of 1, expected a token and its score",
                        json -> ((ArrayNode) model(json).get("vocab"))
                                .insertArray(0)
                                .add("x")),
                Case.of(
                        Reason.INVALID,
                        "refused by Hugging Face's tokenizers (",
                        json -> model(json).put("unk_id", 99)),
                Case.of(
                        Reason.INVALID,
                        "refused by Hugging Face's tokenizers (",
                        json -> model(json).put("type", "Magic")),
                Case.of(
                        Reason.INVALID,
                        "added_tokens[3].id: -1, expected an id from 0",
                        json -> ((ArrayNode) json.get("added_tokens"))
                                .addObject()
                                .put("content", "x")
                                .put("id", -1)),
                Case.of(
                        Reason.UNSUPPORTED,
                        "post_processor: no token after a caption, expected an end of text",
                        json -> json.putNull("post_processor")),
                Case.of(Reason.INVALID, "normalizer.precompiled_charsmap: no Base64", json -> map(json, "?")),
                Case.of(Reason.INVALID, "precompiled_charsmap: Base64 with odd ends", json -> map(json, "AAAAAB==")),
                Case.of(Reason.INVALID, "precompiled_charsmap: a trie of 0 bytes", json -> map(json, "AAAAAA==")),
                Case.of(
                        Reason.INVALID,
                        "precompiled_charsmap: a trie of 1 units that leads to unit 1, expected it to stay inside",
                        json -> map(json, bytes(4, 0, 0, 0, 0, 0, 0, 0))),
                Case.of(
                        Reason.MISSING,
                        "precompiled_charsmap: absent",
                        json -> json.putObject("normalizer")
                                .put("type", "Sequence")
                                .putArray("normalizers")
                                .addObject()
                                .put("type", "Precompiled")),
                Case.config(
                        Reason.MISSING, "pad_token: absent, expected a token", config -> config.remove("pad_token")),
                Case.config(
                        Reason.INVALID, "pad_token: number 3, expected a string", config -> config.put("pad_token", 3)),
                Case.config(Reason.UNSUPPORTED, "padding_side: \"left\"", config -> config.put("padding_side", "left")),
                Case.config(
                        Reason.UNSUPPORTED, "clean: string \"odd\", expected", config -> config.put("clean", "odd")),
                Case.config(
                        Reason.INVALID,
                        "strip_sep_token: string \"yes\", expected true or false",
                        config -> config.put("strip_sep_token", "yes")));
        for (Case each : cases) {
            unigram(each.tokenizer(), each.config());
            TokenizerException e = catchThrowableOfType(TokenizerException.class, () -> Tokenizers.open(folder));
            assertThat(e).as(each.problem()).isNotNull();
            assertThat(e.getMessage())
                    .startsWith("tokenizer failed: " + folder)
                    .contains(each.problem())
                    .doesNotContain("\n");
            assertThat(e.reason()).as(each.problem()).isEqualTo(each.reason());
        }
    }

    @Test
    void saysWhichFilesAreMissing() throws IOException {
        assertThat(refusal(folder))
                .isEqualTo("tokenizer failed: " + folder
                        + ": no tokenizer.json, expected one, or vocab.json and merges.txt");
        Files.createFile(folder.resolve("spiece.model"));
        assertThat(refusal(folder)).contains("no tokenizer.json but a spiece.model, expected one; save the tokenizer");
        assertThat(refusal(folder.resolve("none.json"))).endsWith("none.json: no such file, expected JSON");
    }

    @Test
    void normalisesByACharacterMap() throws IOException {
        unigram(json -> map(json, CharacterMapsTest.mapOf('ａ', "a")), config -> config.put("clean", "none"));
        assertThat(Tokenizers.open(folder).encode("cａt"))
                .isEqualTo(Tokenizers.open(folder).encode("cat"));
    }

    private String refusal(Path path) {
        TokenizerException e = catchThrowableOfType(TokenizerException.class, () -> Tokenizers.open(path));
        assertThat(e).isNotNull();
        return String.valueOf(e.getMessage());
    }

    private void unigram(Consumer<ObjectNode> tokenizer, Consumer<ObjectNode> config) throws IOException {
        ObjectNode json = SmallTokenizers.unigram();
        tokenizer.accept(json);
        ObjectNode settings = SmallTokenizers.config().put("pad_token", "</s>");
        config.accept(settings);
        SmallTokenizers.write(folder, json, settings);
    }

    private static ObjectNode model(ObjectNode json) {
        return (ObjectNode) json.get("model");
    }

    private static void map(ObjectNode json, String map) {
        json.putObject("normalizer").put("type", "Precompiled").put("precompiled_charsmap", map);
    }

    private static void replace(ObjectNode json, String kind, String pattern) {
        ObjectNode normalizer =
                json.putObject("normalizer").put("type", "Replace").put("content", "x");
        normalizer.putObject("pattern").put(kind, pattern);
    }

    private static String bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static BpeTokenizer bpe() {
        return new BpeTokenizer(new BpeTrainer(540)
                .train(Stream.of("a cat on a mat", "a cat and a hat", "the cat and the mat", "a hat on the mat")));
    }
}
