package dev.diptych.text.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diptych.text.tokenizer.TokenizerException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClipVocabularyTest {
    @TempDir
    private Path folder;

    @Test
    void rejectsMergeOfUnknownTokenWithItsLine() throws IOException {
        TokenizerException e = refusal(gzip("header\ni n\nth e\n"));
        assertThat(e)
                .hasMessage("tokenizer failed: " + file()
                        + ": line 3: merge of unknown token \"th\", expected a byte symbol or an earlier merge");
        assertThat(e.reason()).isEqualTo(Reason.INVALID);
    }

    @Test
    void rejectsLineThatIsNoPair() throws IOException {
        assertThat(refusal(gzip("header\ni n g\n")))
                .hasMessageEndingWith(": line 2: 3 words, expected a merge of two tokens");
    }

    @Test
    void rejectsRepeatedMerge() throws IOException {
        assertThat(refusal(gzip("header\ni n\ni n\n"))).hasMessageContaining(": line 3: merge into \"in\" again");
    }

    @Test
    void rejectsMergeAfterTheEndOfWord() throws IOException {
        assertThat(refusal(gzip("header\ni</w> n\n")))
                .hasMessageContaining(": line 2: merge after the end of word \"i</w>\"");
    }

    @Test
    void rejectsEarlyEndOfFile() throws IOException {
        TokenizerException e = refusal(gzip("header\ni n\n"));
        assertThat(e).hasMessageEndingWith(": line 3: end of file, expected 48895 lines");
        assertThat(e.reason()).isEqualTo(Reason.MISSING);
    }

    @Test
    void rejectsEndlessLine() throws IOException {
        TokenizerException e = refusal(gzip("x".repeat(1 << 20)));
        assertThat(e).hasMessageContaining(": line 1: longer than 1024 characters");
        assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    void rejectsFileThatIsNotGzip() throws IOException {
        TokenizerException e = refusal("plain text, no gzip".getBytes(StandardCharsets.UTF_8));
        assertThat(e).hasMessageContaining("expected UTF-8 text in gzip");
        assertThat(e.reason()).isEqualTo(Reason.MALFORMED);
    }

    @Test
    void rejectsTruncatedGzip() throws IOException {
        byte[] whole = gzip("header\n" + "i n\n".repeat(1_000));
        assertThat(refusal(Arrays.copyOf(whole, 20)).reason()).isEqualTo(Reason.MALFORMED);
    }

    private TokenizerException refusal(byte[] bytes) throws IOException {
        Files.write(file(), bytes);
        return catchThrowableOfType(TokenizerException.class, () -> ClipVocabulary.read(file()));
    }

    private Path file() {
        return folder.resolve("vocabulary.txt.gz");
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
