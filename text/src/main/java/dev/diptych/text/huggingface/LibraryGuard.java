package dev.diptych.text.huggingface;

import com.fasterxml.jackson.databind.JsonNode;
import dev.diptych.text.tokenizer.JsonPlace;
import dev.diptych.text.tokenizer.TokenizerException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/*
 * The library answers nearly all that is wrong in a file with an error, but it takes the process down with it on three
 * mistakes, which were found by changing good files at random some thousand times.
 */
/** Refuses files that would end the process inside the library: replacing nothing, unknown template tokens, bad maps. */
final class LibraryGuard {
    /** A bit of everything: an expression that matches nothing in none of these is taken for safe. */
    private static final List<String> SAMPLES = List.of("", "a", "a B 1.,▁é\n");

    private LibraryGuard() {}

    /** Checks a {@code tokenizer.json}. */
    static void check(JsonPlace document) throws TokenizerException {
        if (document.has("normalizer")) {
            checkNormalizer(document.member("normalizer"));
        }
        if (document.has("post_processor")) {
            checkProcessor(document.member("post_processor"));
        }
    }

    private static void checkNormalizer(JsonPlace normalizer) throws TokenizerException {
        String type = normalizer.node().path("type").asText();
        if (type.equals("Precompiled")) {
            CharacterMaps.check(normalizer.member("precompiled_charsmap"));
        }
        if (type.equals("Replace") && normalizer.has("pattern")) {
            checkPattern(normalizer.member("pattern"));
        }
        if (normalizer.has("normalizers")) {
            for (JsonPlace part : normalizer.member("normalizers").elements()) {
                checkNormalizer(part);
            }
        }
    }

    private static void checkPattern(JsonPlace pattern) throws TokenizerException {
        boolean nothing = pattern.node().isTextual() && pattern.string().isEmpty();
        if (pattern.has("String")) {
            nothing |= pattern.member("String").string().isEmpty();
        }
        if (pattern.has("Regex")) {
            nothing |= matchesNothing(pattern.member("Regex").string());
        }
        if (nothing) {
            throw pattern.invalid("matches the empty text, expected a pattern that takes a character or more");
        }
    }

    /** Expressions that this Java does not know are left to the library. */
    private static boolean matchesNothing(String regex) {
        Pattern pattern;
        try {
            pattern = Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            return false;
        }
        for (String sample : SAMPLES) {
            Matcher matcher = pattern.matcher(sample);
            while (matcher.find()) {
                if (matcher.start() == matcher.end()) {
                    return true;
                }
            }
        }
        return false;
    }

    private static void checkProcessor(JsonPlace processor) throws TokenizerException {
        if (processor.has("processors")) {
            for (JsonPlace part : processor.member("processors").elements()) {
                checkProcessor(part);
            }
        }
        JsonNode known = processor.node().path("special_tokens");
        for (String template : List.of("single", "pair")) {
            if (processor.has(template) && processor.member(template).node().isArray()) {
                for (JsonPlace piece : processor.member(template).elements()) {
                    checkPiece(piece, known);
                }
            }
        }
    }

    private static void checkPiece(JsonPlace piece, JsonNode known) throws TokenizerException {
        if (piece.has("SpecialToken")) {
            JsonPlace id = piece.member("SpecialToken").member("id");
            if (!known.path(id.string()).path("id").asText().equals(id.string())) {
                throw id.invalid(id.describe() + ", expected one of special_tokens");
            }
        }
    }
}
