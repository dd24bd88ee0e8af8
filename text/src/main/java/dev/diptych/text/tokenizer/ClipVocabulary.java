package dev.diptych.text.tokenizer;

import dev.diptych.text.bpe.BpeVocabulary;
import dev.diptych.text.bpe.SpecialTokens;
import dev.diptych.text.bpe.VocabularyBuilder;
import dev.diptych.text.tokenizer.TokenizerException.Reason;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads OpenAI's {@code bpe_simple_vocab_16e6.txt.gz}: gzip, a header line, then one merge a line, two tokens with a space
 * between. CLIP uses the first 48,894 merges, which makes 49,408 tokens.
 */
public final class ClipVocabulary {
    /** The size of CLIP's vocabulary. */
    public static final int SIZE = 49_408;

    /** No token of the file is near this long; a file that is not what it should be may hold one endless line. */
    private static final int LONGEST_LINE = 1_024;

    private ClipVocabulary() {}

    /**
     * Reads the vocabulary from {@code file}.
     *
     * @throws TokenizerException if the file is not gzip, ends early, or a line is no merge of two tokens that are known by
     *     then
     * @throws IOException if the file cannot be read
     */
    public static BpeVocabulary read(Path file) throws IOException {
        String source = file.toString();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8.newDecoder()))) {
            return read(lines, source);
        } catch (ZipException | EOFException | CharacterCodingException e) {
            throw new TokenizerException(
                    source, "", Reason.MALFORMED, "damaged (" + e.getMessage() + "), expected UTF-8 text in gzip");
        }
    }

    private static BpeVocabulary read(BufferedReader lines, String source) throws IOException {
        VocabularyBuilder vocabulary = new VocabularyBuilder();
        readLine(lines, source, 1);
        int mergeCount = SIZE - BpeVocabulary.SMALLEST_SIZE;
        for (int line = 2; line < mergeCount + 2; line++) {
            String[] pair = readLine(lines, source, line).split(" ", -1);
            if (pair.length != 2) {
                throw new TokenizerException(
                        source, "line " + line, Reason.INVALID, pair.length + " words, expected a merge of two tokens");
            }
            String problem = vocabulary.merge(pair[0], pair[1]);
            if (problem != null) {
                throw new TokenizerException(source, "line " + line, Reason.INVALID, problem);
            }
        }
        return vocabulary.build(SpecialTokens.OPENAI);
    }

    private static String readLine(BufferedReader lines, String source, int number) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = lines.read(); c != '\n'; c = lines.read()) {
            if (c < 0) {
                throw new TokenizerException(
                        source,
                        "line " + number,
                        Reason.MISSING,
                        "end of file, expected " + (SIZE - BpeVocabulary.SMALLEST_SIZE + 1) + " lines");
            }
            if (line.length() == LONGEST_LINE) {
                throw new TokenizerException(
                        source,
                        "line " + number,
                        Reason.TOO_LARGE,
                        "longer than " + LONGEST_LINE + " characters, expected a merge of two tokens");
            }
            line.append((char) c);
        }
        return line.toString();
    }
}
