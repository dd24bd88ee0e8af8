package dev.diptych.export.check;

import dev.diptych.export.description.ModelFolderException;
import dev.diptych.export.folder.ModelFolder;
import dev.diptych.export.model.ModelFamily;
import dev.diptych.text.TextConfig;
import dev.diptych.text.TextPool;
import dev.diptych.text.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The tokenizer against the text tower. */
final class TokenizerCheck {
    private static final String PROBE = "A Photo Of A Cat";

    private final ModelFolder folder;
    private final @Nullable Path given;
    private final List<Finding> findings;
    private final TextConfig text;

    TokenizerCheck(ModelFolder folder, @Nullable Path given, List<Finding> findings) {
        this.folder = folder;
        this.given = given;
        this.findings = findings;
        this.text = folder.description().config().text();
    }

    void run() throws IOException {
        if (given == null && !folder.hasTokenizer()) {
            findings.add(Finding.warn(
                    "tokenizer", folder.folder(), "none", "a tokenizer.json; --tokenizer gives one from elsewhere"));
            return;
        }
        Tokenizer tokenizer;
        try {
            tokenizer = folder.tokenizer(given);
        } catch (ModelFolderException e) {
            findings.add(Finding.fail("tokenizer", e));
            return;
        } catch (UncheckedIOException e) {
            findings.add(Finding.fail("tokenizer", Objects.requireNonNull(e.getCause())));
            return;
        }
        vocabulary(tokenizer);
        end(tokenizer);
        if (given == null) {
            folder.note()
                    .ifPresent(note -> findings.add(
                            Finding.warn("cleaning", folder.folder(), note, "captions as the model was trained on")));
        }
        cleaning(tokenizer);
    }

    private Object where() {
        return given == null ? folder.folder() : given;
    }

    private void vocabulary(Tokenizer tokenizer) {
        String actual = tokenizer.vocabularySize() + " tokens";
        if (folder.knowsTokenizer()) {
            findings.add(Finding.ok("vocabulary", where(), actual + ", those that the model was trained with"));
        } else if (tokenizer.vocabularySize() < text.vocabSize()) {
            findings.add(Finding.warn(
                    "vocabulary",
                    where(),
                    actual,
                    "the model's vocab_size " + text.vocabSize() + ", unless it was trained with fewer"));
        } else {
            findings.add(Finding.ok("vocabulary", where(), actual + ", as many as the model's vocab_size"));
        }
    }

    private void end(Tokenizer tokenizer) {
        int end = tokenizer.endOfText();
        String actual = "start "
                + (tokenizer.startOfText().isPresent() ? tokenizer.startOfText().getAsInt() : "none") + ", end " + end
                + ", padding " + tokenizer.padding();
        if (text.pool() == TextPool.EOS && text.eosId() != end) {
            findings.add(Finding.fail(
                    "special tokens", where(), actual, "the end " + text.eosId() + " at which captions are pooled"));
        } else if (text.pool() == TextPool.ARGMAX && end != tokenizer.vocabularySize() - 1) {
            findings.add(Finding.warn(
                    "special tokens",
                    where(),
                    actual,
                    "the end to be the highest number, at which captions are pooled"));
        } else if (text.causal() && tokenizer.startOfText().isEmpty()) {
            findings.add(Finding.warn("special tokens", where(), actual, "a start of text, as CLIP's rows have"));
        } else {
            findings.add(Finding.ok("special tokens", where(), actual + ", in rows of " + text.contextLength()));
        }
    }

    private void cleaning(Tokenizer tokenizer) {
        boolean lower = Arrays.equals(tokenizer.encode(PROBE), tokenizer.encode(PROBE.toLowerCase(Locale.ROOT)));
        if (!lower && folder.description().family() == ModelFamily.CLIP) {
            findings.add(Finding.warn("cleaning", where(), "keeps case", "lower case, as CLIP's tokenizer makes it"));
        } else {
            findings.add(Finding.ok("cleaning", where(), lower ? "lower-cases captions" : "keeps case"));
        }
    }
}
