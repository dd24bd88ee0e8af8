package dev.diptych.text.tokenizer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.file.WholeFile;
import dev.diptych.text.bpe.BpeVocabulary;
import dev.diptych.text.bpe.Merge;
import dev.diptych.text.bpe.SpecialTokens;
import dev.diptych.text.bpe.WordSplitter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes a vocabulary as Hugging Face's {@code tokenizer.json}, in the parts that its CLIP tokenizers consist of.
 *
 * <p>That format has no repair of text nor HTML unescaping: its library gives the same ids as {@link BpeTokenizer} for
 * captions that {@link dev.diptych.text.cleaning.CaptionCleaner} changes in whitespace, case and composition only.
 */
public final class TokenizerJsonWriter {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private TokenizerJsonWriter() {}

    /**
     * Writes {@code file} whole or not at all: under another name beside it first, then renamed over it.
     *
     * @throws IOException if the folder cannot be written to
     */
    public static void write(BpeVocabulary vocabulary, Path file) throws IOException {
        WholeFile.write(file, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(document(vocabulary)));
    }

    /**
     * The document as it is written.
     *
     * @param source that its problems name
     */
    public static JsonPlace document(BpeVocabulary vocabulary, String source) {
        return new JsonPlace(source, "", document(vocabulary));
    }

    private static ObjectNode document(BpeVocabulary vocabulary) {
        ObjectNode document = MAPPER.createObjectNode();
        document.put("version", "1.0");
        document.putNull("truncation");
        document.putNull("padding");
        ArrayNode added = document.putArray("added_tokens");
        addSpecial(added, vocabulary, vocabulary.specials().start());
        addSpecial(added, vocabulary, vocabulary.specials().end());
        putNormalizer(document);
        putPreTokenizer(document);
        putPostProcessor(document, vocabulary);
        putDecoder(document);
        putModel(document, vocabulary);
        return document;
    }

    private static void addSpecial(ArrayNode added, BpeVocabulary vocabulary, String token) {
        ObjectNode special = added.addObject();
        special.put("id", vocabulary.tokens().indexOf(token)).put("content", token);
        special.put("single_word", false).put("lstrip", false).put("rstrip", false);
        special.put("normalized", true).put("special", true);
    }

    private static void putNormalizer(ObjectNode document) {
        ObjectNode sequence = document.putObject("normalizer").put("type", "Sequence");
        ArrayNode normalizers = sequence.putArray("normalizers");
        normalizers.addObject().put("type", "NFC");
        ObjectNode whitespace = normalizers.addObject().put("type", "Replace");
        whitespace.putObject("pattern").put("Regex", "\\s+");
        whitespace.put("content", " ");
        normalizers.addObject().put("type", "Lowercase");
    }

    private static void putPreTokenizer(ObjectNode document) {
        ObjectNode sequence = document.putObject("pre_tokenizer").put("type", "Sequence");
        ArrayNode parts = sequence.putArray("pretokenizers");
        ObjectNode split = parts.addObject().put("type", "Split");
        split.putObject("pattern").put("Regex", WordSplitter.EXPRESSION);
        split.put("behavior", "Removed").put("invert", true);
        ObjectNode bytes = parts.addObject().put("type", "ByteLevel");
        bytes.put("add_prefix_space", false).put("trim_offsets", true).put("use_regex", false);
    }

    private static void putPostProcessor(ObjectNode document, BpeVocabulary vocabulary) {
        SpecialTokens specials = vocabulary.specials();
        ObjectNode processor = document.putObject("post_processor").put("type", "RobertaProcessing");
        for (String role : List.of("sep", "cls")) {
            String token = role.equals("cls") ? specials.start() : specials.end();
            processor.putArray(role).add(token).add(vocabulary.tokens().indexOf(token));
        }
        processor.put("trim_offsets", false).put("add_prefix_space", false);
    }

    private static void putDecoder(ObjectNode document) {
        ObjectNode sequence = document.putObject("decoder").put("type", "Sequence");
        ArrayNode decoders = sequence.putArray("decoders");
        ObjectNode bytes = decoders.addObject().put("type", "ByteLevel");
        bytes.put("add_prefix_space", false).put("trim_offsets", true).put("use_regex", false);
        ObjectNode space = decoders.addObject().put("type", "Replace");
        space.putObject("pattern").put("String", BpeVocabulary.END_OF_WORD);
        space.put("content", " ");
    }

    private static void putModel(ObjectNode document, BpeVocabulary vocabulary) {
        ObjectNode model = document.putObject("model").put("type", "BPE");
        model.putNull("dropout").put("unk_token", vocabulary.specials().end());
        model.put("continuing_subword_prefix", "").put("end_of_word_suffix", BpeVocabulary.END_OF_WORD);
        model.put("fuse_unk", false);
        ObjectNode tokens = model.putObject("vocab");
        for (int id = 0; id < vocabulary.tokens().size(); id++) {
            tokens.put(vocabulary.tokens().get(id), id);
        }
        ArrayNode merges = model.putArray("merges");
        for (Merge merge : vocabulary.merges()) {
            merges.add(vocabulary.tokens().get(merge.left()) + " "
                    + vocabulary.tokens().get(merge.right()));
        }
    }
}
