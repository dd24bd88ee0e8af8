package dev.diptych.text.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.diptych.config.Shown;
import dev.diptych.text.bpe.BpeVocabulary;
import dev.diptych.text.bpe.ByteAlphabet;
import dev.diptych.text.bpe.Merge;
import dev.diptych.text.bpe.SpecialTokens;
import dev.diptych.text.tokenizer.TokenizerException.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the model of a {@code tokenizer.json}: tokens with their ids, and merges. */
final class ModelReader {
    private final JsonPlace model;
    private final SpecialTokens specials;
    private final Map<String, Integer> ids = new HashMap<>();

    private ModelReader(JsonPlace model, SpecialTokens specials) {
        this.model = model;
        this.specials = specials;
    }

    static BpeVocabulary read(JsonPlace model, JsonPlace added, SpecialTokens specials) throws TokenizerException {
        model.member("type").expect("BPE");
        model.member("end_of_word_suffix").expect(BpeVocabulary.END_OF_WORD);
        if (model.has("continuing_subword_prefix")) {
            model.member("continuing_subword_prefix").expect("");
        }
        for (String option : List.of("dropout", "byte_fallback", "ignore_merges")) {
            if (model.has(option) && model.member(option).node().asDouble(1) != 0) {
                JsonPlace place = model.member(option);
                throw place.refuse(Reason.UNSUPPORTED, place.describe() + ", expected it off");
            }
        }
        return readTokens(model, added, specials);
    }

    static BpeVocabulary readTokens(JsonPlace model, JsonPlace added, SpecialTokens specials)
            throws TokenizerException {
        return new ModelReader(model, specials).read(added);
    }

    private BpeVocabulary read(JsonPlace added) throws TokenizerException {
        JsonPlace vocab = model.member("vocab");
        if (!vocab.node().isObject()) {
            throw vocab.invalid(vocab.describe() + ", expected an object of tokens and ids");
        }
        for (Map.Entry<String, JsonNode> entry : vocab.node().properties()) {
            JsonPlace place =
                    new JsonPlace(vocab.source(), vocab.path() + "." + Shown.quoted(entry.getKey()), entry.getValue());
            checkSpelling(entry.getKey(), place);
            ids.put(entry.getKey(), place.integer());
        }
        for (JsonPlace token : added.elements()) {
            addSpecial(token);
        }
        List<String> tokens = order(vocab);
        requireTokens(vocab);
        return new BpeVocabulary(tokens, merges(), specials);
    }

    private void checkSpelling(String token, JsonPlace place) throws TokenizerException {
        String spelling = token.endsWith(BpeVocabulary.END_OF_WORD)
                ? token.substring(0, token.length() - BpeVocabulary.END_OF_WORD.length())
                : token;
        boolean special = token.equals(specials.start()) || token.equals(specials.end());
        if (!special && (spelling.isEmpty() || ByteAlphabet.bytes(spelling) == null)) {
            throw place.invalid("a spelling that stands for no bytes, expected the byte-level alphabet");
        }
    }

    private void addSpecial(JsonPlace token) throws TokenizerException {
        String content = token.member("content").string();
        int id = token.member("id").integer();
        if (!content.equals(specials.start()) && !content.equals(specials.end())) {
            throw token.refuse(
                    Reason.UNSUPPORTED,
                    Shown.quoted(content) + ", expected only " + Shown.quoted(specials.start()) + " and "
                            + Shown.quoted(specials.end()));
        }
        Integer listed = ids.putIfAbsent(content, id);
        if (listed != null && listed != id) {
            throw token.member("id").invalid(id + ", expected " + listed + " as in model.vocab");
        }
    }

    private List<String> order(JsonPlace vocab) throws TokenizerException {
        @Nullable String[] byId = new String[ids.size()];
        for (Map.Entry<String, Integer> entry : ids.entrySet()) {
            String token = entry.getKey();
            int id = entry.getValue();
            if (id < 0 || id >= byId.length) {
                throw vocab.invalid("id " + id + " of " + Shown.quoted(token) + " among " + byId.length
                        + " tokens, expected 0 to " + (byId.length - 1));
            }
            String other = byId[id];
            if (other != null) {
                throw vocab.invalid("id " + id + " of both " + Shown.quoted(first(token, other)) + " and "
                        + Shown.quoted(first(token, other).equals(token) ? other : token) + ", expected one token");
            }
            byId[id] = token;
        }
        List<String> tokens = new ArrayList<>(byId.length);
        for (String token : byId) {
            if (token != null) {
                tokens.add(token);
            }
        }
        return tokens;
    }

    private static String first(String a, String b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    private void requireTokens(JsonPlace vocab) throws TokenizerException {
        List<String> required = new ArrayList<>(List.of(specials.start(), specials.end()));
        for (int octet = 0; octet < 256; octet++) {
            required.add(ByteAlphabet.symbol(octet));
            required.add(ByteAlphabet.symbol(octet) + BpeVocabulary.END_OF_WORD);
        }
        for (String token : required) {
            if (!ids.containsKey(token)) {
                throw vocab.refuse(
                        Reason.MISSING, "no token " + Shown.quoted(token) + ", expected all bytes and specials");
            }
        }
    }

    private List<Merge> merges() throws TokenizerException {
        List<Merge> merges = new ArrayList<>();
        Set<Merge> seen = new HashSet<>();
        for (JsonPlace place : model.member("merges").elements()) {
            List<String> pair = pair(place);
            String left = pair.get(0);
            if (left.endsWith(BpeVocabulary.END_OF_WORD)) {
                throw place.invalid(
                        "merge after the end of word " + Shown.quoted(left) + ", expected a token within a word");
            }
            Merge merge = new Merge(id(left, place), id(pair.get(1), place), id(left + pair.get(1), place));
            if (!seen.add(merge)) {
                throw place.invalid("merge " + Shown.quoted(left + " " + pair.get(1)) + " again, expected each once");
            }
            merges.add(merge);
        }
        return merges;
    }

    /** A merge is a string with a space, or, in files of newer libraries, a list of two. */
    private static List<String> pair(JsonPlace place) throws TokenizerException {
        List<String> pair = new ArrayList<>();
        if (place.node().isArray()) {
            for (JsonPlace part : place.elements()) {
                pair.add(part.string());
            }
        } else {
            pair.addAll(Arrays.asList(place.string().split(" ", -1)));
        }
        if (pair.size() != 2) {
            throw place.invalid(place.describe() + ", expected two tokens");
        }
        return pair;
    }

    private int id(String token, JsonPlace place) throws TokenizerException {
        Integer id = ids.get(token);
        if (id == null) {
            throw place.invalid("merge names unknown token " + Shown.quoted(token) + ", expected one of model.vocab");
        }
        return id;
    }
}
