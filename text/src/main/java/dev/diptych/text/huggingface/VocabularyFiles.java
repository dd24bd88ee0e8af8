package dev.diptych.text.huggingface;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.file.WholeFile;
import dev.diptych.text.bpe.BpeVocabulary;
import dev.diptych.text.bpe.Merge;
import dev.diptych.text.bpe.SpecialTokens;
import dev.diptych.text.tokenizer.JsonPlace;
import dev.diptych.text.tokenizer.TokenizerConfig;
import dev.diptych.text.tokenizer.TokenizerException;
import dev.diptych.text.tokenizer.TokenizerException.Reason;
import dev.diptych.text.tokenizer.TokenizerJsonReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The two files that a CLIP tokenizer of Hugging Face consisted of before {@code tokenizer.json}: {@code vocab.json}, an object
 * of tokens and ids, and {@code merges.txt}, a line {@code #version: 0.2} and then two tokens a line with a space between.
 */
final class VocabularyFiles {
    private static final String VOCABULARY = "vocab.json";
    private static final String MERGES = "merges.txt";
    private static final String HEADER = "#version: 0.2";
    private static final long LARGEST_FILE = 32L << 20;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private VocabularyFiles() {}

    static boolean in(Path folder) {
        return Files.exists(folder.resolve(VOCABULARY)) && Files.exists(folder.resolve(MERGES));
    }

    /**
     * Reads both files; the special tokens are those of {@code config}, or else OpenAI's.
     *
     * @param added where the start and the end of text may have their numbers from
     */
    static BpeVocabulary read(Path folder, TokenizerConfig config, AddedTokens added) throws IOException {
        JsonPlace vocabulary = JsonPlace.read(folder.resolve(VOCABULARY), LARGEST_FILE);
        SpecialTokens specials;
        try {
            specials = new SpecialTokens(
                    config.token("bos_token").orElse(SpecialTokens.OPENAI.start()),
                    config.token("eos_token").orElse(SpecialTokens.OPENAI.end()));
        } catch (IllegalArgumentException e) {
            throw new TokenizerException(config.source(), "", Reason.INVALID, String.valueOf(e.getMessage()));
        }
        ObjectNode model = MAPPER.createObjectNode();
        model.set("vocab", vocabulary.node());
        ArrayNode merges = model.putArray("merges");
        lines(folder.resolve(MERGES)).stream()
                .filter(line -> !line.startsWith("#version") && !line.isEmpty())
                .forEach(merges::add);
        String source = folder.toString();
        JsonPlace bounds = new JsonPlace(source, "", added.numbered(Set.of(specials.start(), specials.end())));
        return TokenizerJsonReader.readModel(new JsonPlace(source, "", model), bounds, specials);
    }

    private static List<String> lines(Path file) throws IOException {
        if (Files.size(file) > LARGEST_FILE) {
            throw new TokenizerException(
                    file.toString(),
                    "",
                    Reason.TOO_LARGE,
                    Files.size(file) + " bytes, expected at most " + LARGEST_FILE);
        }
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            throw new TokenizerException(file.toString(), "", Reason.MALFORMED, "no UTF-8, expected a merge a line");
        }
    }

    /** Writes both files. */
    static void write(BpeVocabulary vocabulary, Path folder) throws IOException {
        ObjectNode ids = MAPPER.createObjectNode();
        for (int id = 0; id < vocabulary.tokens().size(); id++) {
            ids.put(vocabulary.tokens().get(id), id);
        }
        WholeFile.write(folder.resolve(VOCABULARY), MAPPER.writeValueAsBytes(ids));
        String lines = vocabulary.merges().stream()
                .map(merge -> line(vocabulary, merge))
                .collect(Collectors.joining("\n", HEADER + "\n", "\n"));
        WholeFile.write(folder.resolve(MERGES), lines.getBytes(StandardCharsets.UTF_8));
    }

    private static String line(BpeVocabulary vocabulary, Merge merge) {
        return vocabulary.tokens().get(merge.left()) + " " + vocabulary.tokens().get(merge.right());
    }
}
