package dev.diptych.export.description;

import dev.diptych.text.tokenizer.Tokenizer;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a model's files say of its tokenizer.
 *
 * @param hash the tokenizer's {@link Tokenizer#hash}, where the model was written with it
 * @param endOfText the id at which captions are pooled, where the files name one
 */
public record TokenizerRule(Optional<String> hash, OptionalInt endOfText) {
    /**
     * Refuses a tokenizer that the model was not trained with.
     *
     * @param source where the tokenizer came from
     * @param vocabularySize the model's
     * @throws ModelFolderException if it does not fit
     */
    public void check(Object source, Tokenizer tokenizer, int vocabularySize) {
        if (tokenizer.vocabularySize() > vocabularySize) {
            throw new ModelFolderException(
                    source,
                    "a tokenizer of " + tokenizer.vocabularySize() + " tokens, expected at most the model's vocab_size "
                            + vocabularySize);
        }
        if (hash.isPresent() && !hash.get().equals(tokenizer.hash())) {
            throw new ModelFolderException(
                    source,
                    "a tokenizer of hash " + tokenizer.hash() + ", expected the model's own, of hash " + hash.get());
        }
        if (endOfText.isPresent() && endOfText.getAsInt() != tokenizer.endOfText()) {
            throw new ModelFolderException(
                    source,
                    "a tokenizer that ends captions by id " + tokenizer.endOfText() + ", expected the model's "
                            + endOfText.getAsInt());
        }
    }
}
