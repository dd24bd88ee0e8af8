package dev.diptych.text.bpe;

import dev.diptych.config.Shown;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds a vocabulary in CLIP's order: byte symbols, the same at the end of a word, merges as they come, specials. */
public final class VocabularyBuilder {
    private final List<String> tokens = new ArrayList<>();
    private final Map<String, Integer> ids = new HashMap<>();
    private final List<Merge> merges = new ArrayList<>();

    public VocabularyBuilder() {
        for (String suffix : List.of("", BpeVocabulary.END_OF_WORD)) {
            for (int position = 0; position < 256; position++) {
                add(ByteAlphabet.symbol(ByteAlphabet.byteAt(position)) + suffix);
            }
        }
    }

    /** Adds the next merge; returns what is wrong with it, in which case nothing was added, or null. */
    @Nullable
    public String merge(String left, String right) {
        Integer leftId = ids.get(left);
        Integer rightId = ids.get(right);
        if (leftId == null || rightId == null) {
            return "merge of unknown token " + Shown.quoted(leftId == null ? left : right)
                    + ", expected a byte symbol or an earlier merge";
        }
        if (left.endsWith(BpeVocabulary.END_OF_WORD)) {
            return "merge after the end of word " + Shown.quoted(left) + ", expected a token within a word";
        }
        if (ids.containsKey(left + right)) {
            return "merge into " + Shown.quoted(left + right) + " again, expected a new token";
        }
        merges.add(new Merge(leftId, rightId, tokens.size()));
        add(left + right);
        return null;
    }

    /** The id of a byte's symbol, within a word or at its end. */
    int idOfByte(int octet, boolean endOfWord) {
        return ByteAlphabet.positionOf(octet) + (endOfWord ? 256 : 0);
    }

    int size() {
        return tokens.size();
    }

    /** The spelling of an id. */
    String token(int id) {
        return tokens.get(id);
    }

    public BpeVocabulary build(SpecialTokens specials) {
        add(specials.start());
        add(specials.end());
        return new BpeVocabulary(tokens, merges, specials);
    }

    private void add(String token) {
        ids.put(token, tokens.size());
        tokens.add(token);
    }
}
