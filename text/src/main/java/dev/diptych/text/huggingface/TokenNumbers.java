package dev.diptych.text.huggingface;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.config.Shown;
import dev.diptych.text.tokenizer.JsonPlace;
import dev.diptych.text.tokenizer.TokenizerException;
import dev.diptych.text.tokenizer.TokenizerException.Reason;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The numbers of a {@code tokenizer.json}'s tokens, to which others are added. */
final class TokenNumbers {
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Set<String> added = new HashSet<>();
    private int next;

    private TokenNumbers() {}

    static TokenNumbers of(JsonPlace document) throws TokenizerException {
        TokenNumbers all = new TokenNumbers();
        JsonPlace vocabulary = document.member("model").member("vocab");
        if (vocabulary.node().isArray()) {
            for (JsonNode pair : vocabulary.node()) {
                all.put(pair.path(0).asText(), all.numbers.size());
            }
        } else {
            for (Map.Entry<String, JsonNode> entry : vocabulary.node().properties()) {
                all.put(entry.getKey(), entry.getValue().asInt());
            }
        }
        for (JsonNode token : document.node().path("added_tokens")) {
            all.put(token.path("content").asText(), token.path("id").asInt());
            all.added.add(token.path("content").asText());
        }
        return all;
    }

    private void put(String token, int number) {
        numbers.put(token, number);
        next = Math.max(next, number + 1);
    }

    boolean inModel(String token) {
        return numbers.containsKey(token) && !added.contains(token);
    }

    boolean isAdded(String token) {
        return added.contains(token);
    }

    /**
     * Adds a token.
     *
     * @param token whose {@code id} is the one that it has already, or the next, if it says one
     * @return its number
     */
    int add(ObjectNode token, String source) throws TokenizerException {
        String content = token.path("content").textValue();
        int number = numbers.getOrDefault(content, next);
        if (token.path("id").asInt(number) != number) {
            throw new TokenizerException(
                    source,
                    "added token " + Shown.quoted(content),
                    Reason.INVALID,
                    "id " + token.path("id") + ", expected " + number
                            + (numbers.containsKey(content) ? ", its own" : ", the next after the vocabulary's"));
        }
        put(content, number);
        added.add(content);
        return number;
    }
}
