package dev.diptych.text.huggingface;

import dev.diptych.text.tokenizer.BpeTokenizer;
import dev.diptych.text.tokenizer.Tokenizer;
import dev.diptych.text.tokenizer.TokenizerConfig;
import java.io.IOException;
import java.nio.file.Path;

/** The tokenizer's files in a model folder of Hugging Face's libraries. */
public final class HuggingFaceFolder {
    private HuggingFaceFolder() {}

    /**
     * Writes {@code tokenizer.json}, {@code tokenizer_config.json} and {@code special_tokens_map.json}, and for CLIP's BPE
     * {@code vocab.json} and {@code merges.txt}; {@link Tokenizers#open} reads the same tokenizer from them.
     *
     * @param contextLength the length of rows, {@code model_max_length} there
     * @param folder that exists
     * @throws IllegalArgumentException if the tokenizer is of a kind that this package does not open
     */
    public static void write(Tokenizer tokenizer, int contextLength, Path folder) throws IOException {
        tokenizer.save(folder);
        TokenizerConfig config;
        if (tokenizer instanceof BpeTokenizer bpe) {
            VocabularyFiles.write(bpe.vocabulary(), folder);
            config = bpe.config();
        } else if (tokenizer instanceof LibraryTokenizer library) {
            config = library.config();
        } else {
            throw new IllegalArgumentException("write failed: " + folder + ": a tokenizer of "
                    + tokenizer.getClass().getName() + ", expected one that Tokenizers opened");
        }
        config.withContextLength(contextLength).write(folder);
        config.writeSpecialTokens(folder);
    }
}
