package dev.diptych.text.huggingface;

import dev.diptych.text.bpe.BpeVocabulary;
import dev.diptych.text.cleaning.Cleaning;
import dev.diptych.text.tokenizer.BpeTokenizer;
import dev.diptych.text.tokenizer.ClipVocabulary;
import dev.diptych.text.tokenizer.JsonPlace;
import dev.diptych.text.tokenizer.Tokenizer;
import dev.diptych.text.tokenizer.TokenizerConfig;
import dev.diptych.text.tokenizer.TokenizerException;
import dev.diptych.text.tokenizer.TokenizerException.Reason;
import dev.diptych.text.tokenizer.TokenizerJsonReader;
import dev.diptych.text.tokenizer.TokenizerJsonWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Opens tokenizers.
 *
 * <p>CLIP's kind of BPE is read by {@link BpeTokenizer}; any other {@code tokenizer.json} (WordPiece, Unigram, other BPE) by
 * Hugging Face's own library, which comes along and asks for nothing from the network.
 */
public final class Tokenizers {
    /** Gemma's, with 256,000 tokens, takes half of this. */
    private static final long LARGEST_FILE = 64L << 20;

    private static final String OPEN_CLIP = "open_clip_config.json";

    private Tokenizers() {}

    /** As {@link #open(Path, TokenizerOptions)}, all as the files say. */
    public static Tokenizer open(Path fileOrFolder) throws IOException {
        return open(fileOrFolder, TokenizerOptions.DEFAULT);
    }

    /**
     * Opens a tokenizer.
     *
     * @param fileOrFolder a {@code tokenizer.json}, or a folder that holds one, or that holds {@code vocab.json} and
     *     {@code merges.txt}; {@code tokenizer_config.json}, {@code special_tokens_map.json}, {@code added_tokens.json} and
     *     {@code open_clip_config.json} beside it are read where they are. Or OpenAI's {@code bpe_simple_vocab_16e6.txt.gz}
     * @throws TokenizerException if the files are absent, damaged, or of a kind that is not supported; one line
     * @throws IOException if a file cannot be read
     */
    public static Tokenizer open(Path fileOrFolder, TokenizerOptions options) throws IOException {
        if (fileOrFolder.toString().endsWith(".gz") && Files.isRegularFile(fileOrFolder)) {
            TokenizerConfig none = TokenizerConfig.EMPTY;
            return bpe(ClipVocabulary.read(fileOrFolder), none, options, fileOrFolder.toString());
        }
        if (!Files.isDirectory(fileOrFolder)) {
            Path folder = fileOrFolder.toAbsolutePath().getParent();
            return openJson(fileOrFolder, folder == null ? fileOrFolder : folder, options);
        }
        Path json = fileOrFolder.resolve(TokenizerConfig.TOKENIZER);
        if (Files.exists(json)) {
            return openJson(json, fileOrFolder, options);
        }
        if (VocabularyFiles.in(fileOrFolder)) {
            return openFiles(fileOrFolder, options);
        }
        throw new TokenizerException(
                fileOrFolder.toString(),
                "",
                Reason.MISSING,
                "no " + TokenizerConfig.TOKENIZER
                        + (Files.exists(fileOrFolder.resolve("spiece.model"))
                                ? " but a spiece.model, expected one; save the tokenizer by Hugging Face's"
                                        + " \"fast\" class to get it"
                                : ", expected one, or vocab.json and merges.txt"));
    }

    private static Tokenizer openFiles(Path folder, TokenizerOptions asked) throws IOException {
        TokenizerConfig config = TokenizerConfig.read(folder);
        TokenizerOptions options = fromOpenClip(folder, asked);
        AddedTokens added = AddedTokens.read(folder, config);
        BpeVocabulary vocabulary = VocabularyFiles.read(folder, config, added);
        JsonPlace plain = TokenizerJsonWriter.document(vocabulary, folder.toString());
        JsonPlace document = added.into(plain, !isOpenClip(folder));
        return document == plain
                ? bpe(vocabulary, config, options, folder.toString())
                : LibraryTokenizer.open(document, bytes(document), config.over(vocabulary.specials()), options);
    }

    private static Tokenizer openJson(Path file, Path folder, TokenizerOptions asked) throws IOException {
        JsonPlace alone = JsonPlace.read(file, LARGEST_FILE);
        TokenizerConfig config = TokenizerConfig.read(folder);
        TokenizerOptions options = fromOpenClip(folder, asked);
        JsonPlace document = AddedTokens.read(folder, config).into(alone, !isOpenClip(folder));
        if (isClip(document)) {
            try {
                return bpe(TokenizerJsonReader.read(document), config, options, file.toString());
            } catch (TokenizerException e) {
                if (e.reason() != Reason.UNSUPPORTED) {
                    throw e;
                }
            }
        }
        byte[] kept = document == alone ? Files.readAllBytes(file) : bytes(document);
        return LibraryTokenizer.open(document, kept, config, options);
    }

    private static byte[] bytes(JsonPlace document) {
        return (document.node().toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** open_clip reads the special tokens of Hugging Face's files where its configuration names a tokenizer of theirs. */
    private static boolean isOpenClip(Path folder) {
        return Files.exists(folder.resolve(OPEN_CLIP));
    }

    private static boolean isClip(JsonPlace document) {
        return document.node().path("model").path("type").asText().equals("BPE")
                && document.node()
                        .path("model")
                        .path("end_of_word_suffix")
                        .asText()
                        .equals(BpeVocabulary.END_OF_WORD);
    }

    private static BpeTokenizer bpe(
            BpeVocabulary vocabulary, TokenizerConfig config, TokenizerOptions options, String source)
            throws TokenizerException {
        if (options.stripSeparator().orElse(config.flag("strip_sep_token").orElse(false))) {
            throw new TokenizerException(
                    source, "strip_sep_token", Reason.UNSUPPORTED, "set, expected it with other tokenizers only");
        }
        Cleaning cleaning = options.cleaning().isPresent()
                ? options.cleaning().get()
                : config.cleaning().orElse(Cleaning.LOWER);
        return new BpeTokenizer(vocabulary, cleaning);
    }

    /** The caller's options, completed by the {@code tokenizer_kwargs} of an open_clip model in the same folder. */
    private static TokenizerOptions fromOpenClip(Path folder, TokenizerOptions options) throws IOException {
        Path file = folder.resolve(OPEN_CLIP);
        if (!Files.exists(file)) {
            return options;
        }
        JsonPlace place = JsonPlace.read(file, LARGEST_FILE);
        for (String name : new String[] {"model_cfg", "text_cfg", "tokenizer_kwargs"}) {
            if (!place.has(name)) {
                return options;
            }
            place = place.member(name);
        }
        Optional<Cleaning> cleaning = options.cleaning();
        if (cleaning.isEmpty() && place.has("clean")) {
            cleaning = Optional.of(TokenizerConfig.cleaning(place.member("clean")));
        }
        Optional<Boolean> strip = options.stripSeparator();
        if (strip.isEmpty() && place.has("strip_sep_token")) {
            strip = Optional.of(place.member("strip_sep_token").bool());
        }
        return new TokenizerOptions(cleaning, strip);
    }
}
