package dev.diptych.text.huggingface;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.diptych.file.Damage;
import dev.diptych.text.bpe.BpeVocabulary;
import dev.diptych.text.bpe.ByteAlphabet;
import dev.diptych.text.bpe.TrainedVocabulary;
import dev.diptych.text.cleaning.Cleaning;
import dev.diptych.text.tokenizer.BpeTokenizer;
import dev.diptych.text.tokenizer.ClipVocabulary;
import dev.diptych.text.tokenizer.TokenizerConfig;
import dev.diptych.text.tokenizer.TokenizerException;
import dev.diptych.text.tokenizer.TokenizerJsonReader;
import dev.diptych.text.tokenizer.TokenizerJsonWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever becomes of a tokenizer file's bytes, it is read, or a {@link TokenizerException} says why not. Files that only
 * Hugging Face's library understands are not among these: what that does with damage is its own affair.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TokenizerFuzzTest {
    private static final int FILES = 300;
    /** Of files with 48,894 merges. */
    private static final int BIG_FILES = 10;

    @TempDir
    private Path folder;

    private final BpeVocabulary vocabulary = TrainedVocabulary.train();

    @BeforeEach
    void writeFiles() throws IOException {
        VocabularyFiles.write(vocabulary, folder);
        TokenizerConfig.ofClip(vocabulary.specials()).write(folder);
    }

    private void fuzz(String name, byte[] good, Damage.Reading reading) {
        Damage.read(good, FILES, TokenizerException.class, bytes -> {
            Files.write(folder.resolve(name), bytes);
            reading.of(bytes);
        });
    }

    private void fuzz(String name, Damage.Reading reading) throws IOException {
        fuzz(name, Files.readAllBytes(folder.resolve(name)), reading);
    }

    private static void use(BpeVocabulary vocabulary) {
        BpeTokenizer tokenizer = new BpeTokenizer(vocabulary, Cleaning.LOWER);
        tokenizer.decode(tokenizer.encode("a black cat's hat, grüße 猫"));
    }

    private BpeVocabulary files() throws IOException {
        TokenizerConfig config = TokenizerConfig.read(folder);
        return VocabularyFiles.read(folder, config, AddedTokens.read(folder, config));
    }

    @Test
    void documents() throws IOException {
        Path file = folder.resolve(TokenizerConfig.TOKENIZER);
        TokenizerJsonWriter.write(vocabulary, file);
        fuzz(TokenizerConfig.TOKENIZER, bytes -> use(TokenizerJsonReader.read(file)));
    }

    @Test
    void vocabularies() throws IOException {
        fuzz("vocab.json", bytes -> use(files()));
    }

    @Test
    void merges() throws IOException {
        fuzz("merges.txt", bytes -> use(files()));
    }

    @Test
    void settings() throws IOException {
        fuzz(TokenizerConfig.FILE, bytes -> {
            TokenizerConfig config = TokenizerConfig.read(folder);
            config.cleaning();
            config.kind();
            use(files());
        });
    }

    @Test
    void specialTokens() {
        String good =
                "{\"bos_token\":{\"content\":\"<start_of_text>\",\"lstrip\":false},\"eos_token\":\"<end_of_text>\","
                        + "\"additional_special_tokens\":[\"<x>\",{\"content\":\"<y>\",\"normalized\":true}]}";
        fuzz(TokenizerConfig.SPECIAL_TOKENS, good.getBytes(UTF_8), bytes -> use(files()));
    }

    @Test
    void addedTokens() {
        String good = "{\"<start_of_text>\":533,\"<end_of_text>\":534,\"<extra>\":535}";
        fuzz("added_tokens.json", good.getBytes(UTF_8), bytes -> use(files()));
    }

    @Test
    void openAiVocabularies() throws IOException {
        byte[] text = mergesOfAllBytes();
        Damage.Reading read = bytes -> use(ClipVocabulary.read(Files.write(folder.resolve("bpe.txt.gz"), bytes)));
        Damage.read(gzip(text), BIG_FILES, TokenizerException.class, read);
        Damage.read(text, BIG_FILES, TokenizerException.class, bytes -> read.of(gzip(bytes)));
    }

    /** As many merges as OpenAI's file has that are used: pairs of bytes. */
    private static byte[] mergesOfAllBytes() {
        StringBuilder text = new StringBuilder("#version: 0.2\n");
        for (int i = 0; i < ClipVocabulary.SIZE - BpeVocabulary.SMALLEST_SIZE; i++) {
            text.append(ByteAlphabet.symbol(i / 256)).append(' ').append(ByteAlphabet.symbol(i % 256));
            text.append('\n');
        }
        return text.toString().getBytes(UTF_8);
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        }
        return packed.toByteArray();
    }
}
