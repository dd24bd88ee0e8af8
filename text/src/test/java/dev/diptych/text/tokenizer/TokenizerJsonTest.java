package dev.diptych.text.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.text.bpe.BpeVocabulary;
import dev.diptych.text.bpe.TrainedVocabulary;
import dev.diptych.text.bpe.WordSplitter;
import dev.diptych.text.tokenizer.TokenizerException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerJsonTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final BpeVocabulary vocabulary = TrainedVocabulary.train();

    @TempDir
    private Path folder;

    @Test
    void readsWhatItWrote() throws IOException {
        TokenizerJsonWriter.write(vocabulary, file());
        assertThat(TokenizerJsonReader.read(file())).isEqualTo(vocabulary);
    }

    @Test
    void writesTheSameBytesAgainAndLeavesNothingBeside() throws IOException {
        TokenizerJsonWriter.write(vocabulary, file());
        byte[] first = Files.readAllBytes(file());
        TokenizerJsonWriter.write(vocabulary, file());
        assertThat(Files.readAllBytes(file())).isEqualTo(first);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file());
        }
    }

    @Test
    void readsMergesAsListsAndTheExpressionWithSpecials() throws IOException {
        write(json -> {
            ArrayNode merges = (ArrayNode) json.at("/model/merges");
            String[] pair = merges.get(0).textValue().split(" ", -1);
            merges.set(0, merges.arrayNode().add(pair[0]).add(pair[1]));
            ((ObjectNode) json.at("/pre_tokenizer/pretokenizers/0/pattern"))
                    .put("Regex", "<start_of_text>|<end_of_text>|" + WordSplitter.EXPRESSION);
        });
        assertThat(TokenizerJsonReader.read(file())).isEqualTo(vocabulary);
    }

    @Test
    void rejectsBytesThatOnlyLookLikeWideCharacters() throws IOException {
        Files.write(file(), new byte[] {'{', 0, 0, 0, 0, 'n', 'n', 'i'});
        assertThatThrownBy(() -> TokenizerJsonReader.read(file()))
                .isInstanceOf(TokenizerException.class)
                .hasMessage("tokenizer failed: " + file() + ": bytes that are no text, expected JSON");
    }

    @Test
    void rejectsMissingModel() throws IOException {
        refused(json -> json.remove("model"), Reason.MISSING, "model: absent, expected a value");
    }

    @Test
    void rejectsAnotherModel() throws IOException {
        refused(
                json -> model(json).put("type", "WordPiece"),
                Reason.UNSUPPORTED,
                "model.type: string \"WordPiece\", expected \"BPE\"");
    }

    @Test
    void rejectsMergeThatNamesUnknownToken() throws IOException {
        refused(
                json -> ((ArrayNode) json.at("/model/merges")).set(2, "xq zj"),
                Reason.INVALID,
                "model.merges[2]: merge names unknown token \"xq\", expected one of model.vocab");
    }

    @Test
    void rejectsMergeOfThree() throws IOException {
        refused(
                json -> ((ArrayNode) json.at("/model/merges")).set(0, "a b c"),
                Reason.INVALID,
                "model.merges[0]: string \"a b c\", expected two tokens");
    }

    @Test
    void rejectsMergeOfWrongType() throws IOException {
        refused(
                json -> ((ArrayNode) json.at("/model/merges")).set(0, 7),
                Reason.INVALID,
                "model.merges[0]: number 7, expected a string");
    }

    @Test
    void rejectsRepeatedMerge() throws IOException {
        refused(
                json -> {
                    ArrayNode merges = (ArrayNode) json.at("/model/merges");
                    merges.add(merges.get(0));
                },
                Reason.INVALID,
                "again, expected each once");
    }

    @Test
    void rejectsDuplicateIds() throws IOException {
        refused(
                json -> vocab(json).put("a", 66).put("b", 66),
                Reason.INVALID,
                "model.vocab: id 66 of both \"a\" and \"b\", expected one token");
    }

    @Test
    void rejectsIdBeyondTheTokens() throws IOException {
        refused(json -> vocab(json).put("a", 1_000_000), Reason.INVALID, "model.vocab: id 1000000 of \"a\" among ");
    }

    @Test
    void rejectsIdOfWrongType() throws IOException {
        refused(
                json -> vocab(json).put("a", "64"),
                Reason.INVALID,
                "model.vocab.\"a\": string \"64\", expected a 32-bit integer");
    }

    @Test
    void rejectsVocabularyOfWrongType() throws IOException {
        refused(
                json -> model(json).putArray("vocab"),
                Reason.INVALID,
                "model.vocab: array of 0, expected an object of tokens and ids");
    }

    @Test
    void rejectsTokenOutsideTheByteAlphabet() throws IOException {
        refused(
                json -> vocab(json).put("猫", vocab(json).size()),
                Reason.INVALID,
                "model.vocab.\"猫\": a spelling that stands for no bytes, expected the byte-level alphabet");
    }

    @Test
    void rejectsMissingByte() throws IOException {
        refused(
                json -> {
                    vocab(json).removeAll();
                    model(json).putArray("merges");
                },
                Reason.INVALID,
                "model.vocab: id ");
    }

    @Test
    void rejectsAnotherSplit() throws IOException {
        refused(
                json -> ((ObjectNode) json.at("/pre_tokenizer/pretokenizers/0/pattern")).put("Regex", "\\w+"),
                Reason.UNSUPPORTED,
                "pre_tokenizer.pretokenizers[0].pattern.Regex: string \"\\\\w+\", expected ");
    }

    @Test
    void rejectsAnotherNormalizer() throws IOException {
        refused(json -> json.putNull("normalizer"), Reason.INVALID, "normalizer: null null, expected an object");
    }

    @Test
    void rejectsSpecialWithAnotherId() throws IOException {
        refused(
                json -> ((ArrayNode) json.at("/post_processor/cls")).set(1, 3),
                Reason.INVALID,
                "post_processor.cls[1]: 3, expected " + (vocabulary.tokens().size() - 2) + " as in model.vocab");
    }

    @Test
    void rejectsFurtherAddedTokens() throws IOException {
        refused(
                json -> ((ArrayNode) json.get("added_tokens"))
                        .addObject()
                        .put("id", vocabulary.tokens().size())
                        .put("content", "<mask>"),
                Reason.UNSUPPORTED,
                "added_tokens[2]: \"<mask>\", expected only ");
    }

    @Test
    void rejectsDropout() throws IOException {
        refused(
                json -> model(json).put("dropout", 0.1),
                Reason.UNSUPPORTED,
                "model.dropout: number 0.1, expected it off");
    }

    @Test
    void rejectsBrokenJsonWithLineAndColumn() throws IOException {
        Files.writeString(file(), "{\n  \"model\": {,\n");
        TokenizerException e = catchThrowableOfType(TokenizerException.class, () -> TokenizerJsonReader.read(file()));
        assertThat(e).hasMessageStartingWith("tokenizer failed: " + file() + ": line 2, column ");
        assertThat(e.getMessage()).doesNotContain("\n");
        assertThat(e.reason()).isEqualTo(Reason.MALFORMED);
    }

    @Test
    void rejectsRepeatedKey() throws IOException {
        Files.writeString(file(), "{\"model\": {}, \"model\": {}}");
        TokenizerException e = catchThrowableOfType(TokenizerException.class, () -> TokenizerJsonReader.read(file()));
        assertThat(e).hasMessageContaining("Duplicate field 'model'");
    }

    @Test
    void rejectsDocumentThatIsNoObject() throws IOException {
        Files.writeString(file(), "[]");
        TokenizerException e = catchThrowableOfType(TokenizerException.class, () -> TokenizerJsonReader.read(file()));
        assertThat(e).hasMessage("tokenizer failed: " + file() + ": array of 0, expected an object");
    }

    @Test
    void rejectsDeepNesting() throws IOException {
        Files.writeString(file(), "[".repeat(100_000));
        TokenizerException e = catchThrowableOfType(TokenizerException.class, () -> TokenizerJsonReader.read(file()));
        assertThat(e.reason()).isEqualTo(Reason.MALFORMED);
    }

    private void refused(Consumer<ObjectNode> change, Reason reason, String problem) throws IOException {
        write(change);
        TokenizerException e = catchThrowableOfType(TokenizerException.class, () -> TokenizerJsonReader.read(file()));
        assertThat(e).as("a refusal").isNotNull();
        assertThat(e)
                .hasMessageStartingWith("tokenizer failed: " + file() + ": ")
                .hasMessageContaining(problem);
        assertThat(e.getMessage()).doesNotContain("\n");
        assertThat(e.reason()).isEqualTo(reason);
    }

    private void write(Consumer<ObjectNode> change) throws IOException {
        TokenizerJsonWriter.write(vocabulary, file());
        ObjectNode json = (ObjectNode) MAPPER.readTree(file().toFile());
        change.accept(json);
        MAPPER.writeValue(file().toFile(), json);
    }

    private static ObjectNode model(ObjectNode json) {
        return (ObjectNode) json.get("model");
    }

    private static ObjectNode vocab(ObjectNode json) {
        return (ObjectNode) json.at("/model/vocab");
    }

    private Path file() {
        return folder.resolve("tokenizer.json");
    }
}
