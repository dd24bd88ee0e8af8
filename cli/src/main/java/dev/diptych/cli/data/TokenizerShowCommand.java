package dev.diptych.cli.data;

import dev.diptych.cli.session.ExitCode;
import dev.diptych.cli.session.Session;
import dev.diptych.text.huggingface.Tokenizers;
import dev.diptych.text.tokenizer.BpeTokenizer;
import dev.diptych.text.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code diptych tokenizer show}: what a tokenizer is. */
@Command(
        name = "show",
        description = "Show a tokenizer's size, special tokens and hash.",
        footer = {
            "",
            "Two tokenizers with the same hash give the same tokens, whatever files they come from.",
            "",
            "Example:",
            "  diptych tokenizer show runs/shoes/checkpoint"
        },
        customSynopsis = "diptych tokenizer show FILE|FOLDER",
        sortOptions = false)
public final class TokenizerShowCommand implements Callable<Integer> {
    private static final String ROW = "%-10s %s%n";

    private final Session session;

    @Parameters(
            paramLabel = "FILE|FOLDER",
            description = "A tokenizer.json, OpenAI's bpe_simple_vocab_16e6.txt.gz, or the folder of a model.")
    private Path file = Path.of("");

    public TokenizerShowCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        Tokenizer tokenizer = Tokenizers.open(file);
        row(
                "read by",
                tokenizer instanceof BpeTokenizer ? "Diptych (CLIP's byte-level BPE)" : "Hugging Face's library");
        row("tokens", String.valueOf(tokenizer.vocabularySize()));
        row(
                "start",
                tokenizer.startOfText().isPresent()
                        ? token(tokenizer, tokenizer.startOfText().getAsInt())
                        : "none");
        row("end", token(tokenizer, tokenizer.endOfText()));
        row("padding", token(tokenizer, tokenizer.padding()));
        row("hash", tokenizer.hash());
        return ExitCode.DONE;
    }

    private static String token(Tokenizer tokenizer, int id) {
        return id + " " + tokenizer.decode(new int[] {id}).strip();
    }

    private void row(String name, String value) {
        session.out().printf(Locale.ROOT, ROW, name, value);
    }
}
