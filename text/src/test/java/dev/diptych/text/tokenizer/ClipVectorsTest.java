package dev.diptych.text.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.diptych.text.huggingface.HuggingFaceFolder;
import dev.diptych.text.huggingface.Tokenizers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OpenAI's vocabulary against ids that the reference implementation gave. */
class ClipVectorsTest {
    private static JsonNode vectors;
    private static BpeTokenizer tokenizer;

    @BeforeAll
    static void load() throws IOException {
        vectors = new ObjectMapper().readTree(ClipVectorsTest.class.getResource("clip-vectors.json"));
        tokenizer = new BpeTokenizer(ClipVocabulary.read(SharedData.clipVocabulary()));
    }

    @Test
    void hasTheReferenceSizeAndSpecials() {
        assertThat(tokenizer.vocabularySize())
                .isEqualTo(vectors.get("vocab_size").intValue());
        assertThat(tokenizer.startOfText().orElseThrow())
                .isEqualTo(vectors.get("sot").intValue());
        assertThat(tokenizer.endOfText()).isEqualTo(vectors.get("eot").intValue());
        assertThat(tokenizer.padding()).isEqualTo(vectors.get("pad").intValue());
    }

    @Test
    void encodesAsTheReference() {
        for (JsonNode vector : vectors.get("vectors")) {
            String text = vector.get("text").textValue();
            assertThat(tokenizer.encode(text)).as("\"%s\"", text).isEqualTo(ids(vector));
        }
    }

    @Test
    void decodesAsTheReference() {
        for (JsonNode vector : vectors.get("vectors")) {
            assertThat(tokenizer.decode(ids(vector)))
                    .isEqualTo(vector.get("decoded").textValue());
        }
    }

    @Test
    void fillsRowsAsTheReference() {
        int contextLength = vectors.get("context_length").intValue();
        for (JsonNode vector : vectors.get("vectors")) {
            int[] row = new int[contextLength];
            int end = tokenizer.encodeInto(vector.get("text").textValue(), contextLength, row, 0);
            int length = vector.get("ctx77_len").intValue();
            assertThat(row[0]).isEqualTo(tokenizer.startOfText().orElseThrow());
            assertThat(row[length - 1]).isEqualTo(tokenizer.endOfText());
            assertThat(Arrays.copyOfRange(row, 1, length - 1)).isEqualTo(ids(vector));
            assertThat(Arrays.copyOfRange(row, length, contextLength)).containsOnly(0);
            assertThat(row[end]).isEqualTo(tokenizer.endOfText());
            assertThat(Arrays.copyOf(row, end)).doesNotContain(tokenizer.endOfText());
        }
    }

    @Test
    void hasTheSameHashFromAllItsFiles(@TempDir Path folder) throws IOException {
        Path gzip = SharedData.clipVocabulary();
        assertThat(Tokenizers.open(gzip).hash()).isEqualTo(tokenizer.hash());
        HuggingFaceFolder.write(tokenizer, 77, folder);
        assertThat(Tokenizers.open(folder).hash()).isEqualTo(tokenizer.hash());
        Files.delete(folder.resolve("tokenizer.json"));
        assertThat(Tokenizers.open(folder).hash()).isEqualTo(tokenizer.hash());
    }

    @Test
    void survivesTokenizerJson(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("tokenizer.json");
        TokenizerJsonWriter.write(tokenizer.vocabulary(), file);
        assertThat(TokenizerJsonReader.read(file)).isEqualTo(tokenizer.vocabulary());
    }

    private static int[] ids(JsonNode vector) {
        return StreamSupport.stream(vector.get("ids").spliterator(), false)
                .mapToInt(JsonNode::intValue)
                .toArray();
    }
}
