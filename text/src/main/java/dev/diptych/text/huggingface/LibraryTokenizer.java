package dev.diptych.text.huggingface;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.diptych.config.Shown;
import dev.diptych.file.WholeFile;
import dev.diptych.text.cleaning.Cleaning;
import dev.diptych.text.tokenizer.ContentHash;
import dev.diptych.text.tokenizer.JsonPlace;
import dev.diptych.text.tokenizer.Tokenizer;
import dev.diptych.text.tokenizer.TokenizerConfig;
import dev.diptych.text.tokenizer.TokenizerException;
import dev.diptych.text.tokenizer.TokenizerException.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * A tokenizer that Hugging Face's library runs.
 *
 * <p>The library reads its tokenizer and changes nothing in it while it encodes, so threads share one. It stays in memory
 * until the process ends.
 */
final class LibraryTokenizer implements Tokenizer {
    private final HuggingFaceTokenizer library;
    private final byte[] file;
    private final TokenizerConfig config;
    private final Cleaning cleaning;
    private final boolean stripSeparator;
    private final int vocabularySize;
    private final RowBounds bounds;
    private final int padding;
    private final String hash;

    private LibraryTokenizer(
            HuggingFaceTokenizer library,
            byte[] file,
            TokenizerConfig config,
            Cleaning cleaning,
            boolean stripSeparator,
            int vocabularySize,
            RowBounds bounds,
            int padding,
            String hash) {
        this.library = library;
        this.file = file;
        this.config = config;
        this.cleaning = cleaning;
        this.stripSeparator = stripSeparator;
        this.vocabularySize = vocabularySize;
        this.bounds = bounds;
        this.padding = padding;
        this.hash = hash;
    }

    /** What stands beside the file. */
    TokenizerConfig config() {
        return config.withCleaning(cleaning, stripSeparator);
    }

    /**
     * Opens a tokenizer.
     *
     * @param document the {@code tokenizer.json}
     * @param file the bytes of it
     * @throws TokenizerException if the library refuses it, or its rows have no end of text or no padding
     */
    static LibraryTokenizer open(JsonPlace document, byte[] file, TokenizerConfig config, TokenizerOptions options)
            throws IOException {
        if (config.json().path("padding_side").asText().equals("left")) {
            throw new TokenizerException(
                    config.source(), "padding_side", Reason.UNSUPPORTED, "\"left\", expected \"right\"");
        }
        LibraryVocabulary vocabulary = LibraryVocabulary.read(document);
        HuggingFaceTokenizer library = NativeLibrary.open(document.source(), vocabulary.checked());
        Cleaning cleaning = options.cleaning().isPresent()
                ? options.cleaning().get()
                : config.cleaning().orElse(Cleaning.WHITESPACE);
        boolean strip = options.stripSeparator().isPresent()
                ? options.stripSeparator().get()
                : config.flag("strip_sep_token").orElse(false);
        RowBounds bounds = RowBounds.of(library, vocabulary, config);
        int padding = vocabulary.padding(config);
        ContentHash hash = new ContentHash()
                .add("library")
                .add(vocabulary.canonical())
                .add(cleaning.label())
                .add(bounds.start().orElse(-1))
                .add(bounds.end())
                .add(padding)
                .add(String.valueOf(strip));
        return new LibraryTokenizer(
                library, file, config, cleaning, strip, vocabulary.size(), bounds, padding, hash.hex());
    }

    @Override
    public int vocabularySize() {
        return vocabularySize;
    }

    @Override
    public OptionalInt startOfText() {
        return bounds.start();
    }

    @Override
    public int endOfText() {
        return stripSeparator ? 0 : bounds.end();
    }

    @Override
    public int padding() {
        return padding;
    }

    @Override
    public int[] encode(String text) {
        long[] ids;
        try {
            ids = library.encode(cleaning.apply(text), false, false).getIds();
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("encode failed: " + Shown.quoted(text) + ": " + NativeLibrary.refused(e)
                    + ", expected a caption it has ids for");
        }
        return Arrays.stream(ids)
                .mapToInt(id -> stripSeparator && id == bounds.end() ? 0 : known((int) id))
                .toArray();
    }

    /** The library numbers added tokens itself where the file's numbers leave gaps. */
    private int known(int id) {
        if (id >= vocabularySize) {
            throw new IllegalArgumentException(
                    "encode failed: id: " + id + ", expected below " + vocabularySize + ", as added_tokens say");
        }
        return id;
    }

    @Override
    public String decode(int[] ids) {
        for (int id : ids) {
            if (id < 0 || id >= vocabularySize) {
                throw new IllegalArgumentException(
                        "decode failed: id: " + id + ", expected 0 to " + (vocabularySize - 1));
            }
        }
        return library.decode(Arrays.stream(ids).asLongStream().toArray(), false);
    }

    @Override
    public String hash() {
        return hash;
    }

    @Override
    public void save(Path folder) throws IOException {
        WholeFile.write(folder.resolve(TokenizerConfig.TOKENIZER), file);
        config().write(folder);
    }
}
