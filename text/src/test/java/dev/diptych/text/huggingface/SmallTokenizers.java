package dev.diptych.text.huggingface;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Tokenizer files as BERT's and SigLIP's, with a few dozen tokens. */
final class SmallTokenizers {
    static final ObjectMapper MAPPER = new ObjectMapper();

    /** WordPiece: specials, then words, then pieces that continue a word. */
    static final List<String> PIECES = List.of(
            "[PAD]", "[UNK]", "[CLS]", "[SEP]", "a", "cat", "c", "dog", "s", "mat", "the", ",", "##at", "##t", "##s",
            "##a", "##ts", "##c", "##dog", "##o", "##g");

    /** Unigram: padding and end as T5's, the unknown, then pieces with scores; the word mark is U+2581. */
    static final List<String> PARTS = List.of(
            "<pad>", "</s>", "<unk>", "▁", "▁a", "a", "▁c", "c", "at", "t", "cat", "▁cat", "s", "▁s", "▁the", "he", "h",
            "e", "▁dog", "d", "o", "g", "og", "ts");

    static final double[] SCORES = {
        0, 0, 0, -2.0, -2.3, -3.1, -3.3, -3.7, -2.9, -3.2, -4.0, -4.1, -3.05, -3.6, -2.6, -4.5, -5.0, -3.9, -4.2, -4.9,
        -4.8, -5.1, -4.4, -4.3
    };

    private SmallTokenizers() {}

    /** As {@code bert-base-uncased}: clean text, lower case, split at spaces and punctuation. */
    static ObjectNode wordPiece() {
        ObjectNode json = document();
        for (int id = 0; id < 4; id++) {
            special(json, PIECES.get(id), id);
        }
        json.putObject("normalizer")
                .put("type", "BertNormalizer")
                .put("clean_text", true)
                .put("handle_chinese_chars", true)
                .putNull("strip_accents")
                .put("lowercase", true);
        json.putObject("pre_tokenizer").put("type", "BertPreTokenizer");
        ObjectNode processor = json.putObject("post_processor").put("type", "TemplateProcessing");
        ArrayNode single = processor.putArray("single");
        single.addObject().putObject("SpecialToken").put("id", "[CLS]").put("type_id", 0);
        single.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
        single.addObject().putObject("SpecialToken").put("id", "[SEP]").put("type_id", 0);
        pair(processor);
        ObjectNode specials = processor.putObject("special_tokens");
        template(specials, "[CLS]", 2);
        template(specials, "[SEP]", 3);
        json.putObject("decoder").put("type", "WordPiece").put("prefix", "##").put("cleanup", true);
        ObjectNode model = json.putObject("model").put("type", "WordPiece").put("unk_token", "[UNK]");
        model.put("continuing_subword_prefix", "##").put("max_input_chars_per_word", 100);
        ObjectNode vocab = model.putObject("vocab");
        for (int id = 0; id < PIECES.size(); id++) {
            vocab.put(PIECES.get(id), id);
        }
        return json;
    }

    /** As SigLIP's: words marked by U+2581, the end added, no start. */
    static ObjectNode unigram() {
        ObjectNode json = document();
        for (int id = 0; id < 3; id++) {
            special(json, PARTS.get(id), id);
        }
        json.putNull("normalizer");
        json.putObject("pre_tokenizer")
                .put("type", "Metaspace")
                .put("replacement", "▁")
                .put("prepend_scheme", "always")
                .put("split", true);
        ObjectNode processor = json.putObject("post_processor").put("type", "TemplateProcessing");
        ArrayNode single = processor.putArray("single");
        single.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
        single.addObject().putObject("SpecialToken").put("id", "</s>").put("type_id", 0);
        pair(processor);
        template(processor.putObject("special_tokens"), "</s>", 1);
        json.putObject("decoder")
                .put("type", "Metaspace")
                .put("replacement", "▁")
                .put("prepend_scheme", "always")
                .put("split", true);
        ObjectNode model = json.putObject("model").put("type", "Unigram").put("unk_id", 2);
        ArrayNode vocab = model.putArray("vocab");
        for (int id = 0; id < PARTS.size(); id++) {
            vocab.addArray().add(PARTS.get(id)).add(SCORES[id]);
        }
        model.put("byte_fallback", false);
        return json;
    }

    /** Writes a file and, beside it, settings. */
    static Path write(Path folder, ObjectNode tokenizer, ObjectNode config) throws IOException {
        MAPPER.writeValue(folder.resolve("tokenizer_config.json").toFile(), config);
        Path file = folder.resolve("tokenizer.json");
        Files.write(file, MAPPER.writeValueAsBytes(tokenizer));
        return file;
    }

    static ObjectNode config() {
        return MAPPER.createObjectNode();
    }

    private static ObjectNode document() {
        ObjectNode json = MAPPER.createObjectNode().put("version", "1.0");
        json.putNull("truncation").putNull("padding");
        json.putArray("added_tokens");
        return json;
    }

    private static void special(ObjectNode json, String content, int id) {
        ((ArrayNode) json.get("added_tokens"))
                .addObject()
                .put("id", id)
                .put("content", content)
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", false)
                .put("special", true);
    }

    private static void pair(ObjectNode processor) {
        ArrayNode pair = processor.putArray("pair");
        pair.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
        pair.addObject().putObject("Sequence").put("id", "B").put("type_id", 0);
    }

    private static void template(ObjectNode specials, String token, int id) {
        ObjectNode entry = specials.putObject(token).put("id", token);
        entry.putArray("ids").add(id);
        entry.putArray("tokens").add(token);
    }
}
