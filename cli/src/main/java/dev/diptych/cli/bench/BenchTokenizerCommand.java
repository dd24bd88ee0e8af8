package dev.diptych.cli.bench;

import dev.diptych.bench.text.GeneratedCaptions;
import dev.diptych.bench.text.TokenizerBenchmark;
import dev.diptych.bench.text.TokenizerBenchmark.Result;
import dev.diptych.bench.text.TokenizerBenchmark.Timing;
import dev.diptych.bench.text.TokenizerBenchmark.Turns;
import dev.diptych.cli.session.ExitCode;
import dev.diptych.cli.session.Session;
import dev.diptych.file.WholeFile;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code diptych bench tokenizer}: times the training of a BPE and encoding by it. */
@Command(
        name = "tokenizer",
        description = "Time the training of a tokenizer and encoding with it, on generated captions.",
        footer = {
            "",
            "The captions' words are drawn by Zipf's law and are the same in every run. Works on all processors; CPU"
                    + " seconds are those of the whole process.",
            "",
            "Example:",
            "  diptych bench tokenizer --captions 1000000 --vocab-size 49408"
        },
        customSynopsis = "diptych bench tokenizer [OPTION]...",
        sortOptions = false)
public final class BenchTokenizerCommand implements Callable<Integer> {
    private static final String ROW = "%-8s %9s %9s %12s%n";

    private final Session session;

    @Option(names = "--captions", paramLabel = "N", description = "How many (default: ${DEFAULT-VALUE}).")
    private int captions = 1_000_000;

    @Option(names = "--words", paramLabel = "N", description = "Different words (default: ${DEFAULT-VALUE}).")
    private int words = 200_000;

    @Option(names = "--vocab-size", paramLabel = "N", description = "Tokens (default: ${DEFAULT-VALUE}).")
    private int vocabSize = 49_408;

    @Option(names = "--context", paramLabel = "N", description = "Length of rows (default: ${DEFAULT-VALUE}).")
    private int context = 77;

    @Option(
            names = "--library",
            paramLabel = "TURNS",
            description = "Also encode by Hugging Face's library with the same vocabulary, in so many turns.")
    private int turns;

    @Option(names = "--write", paramLabel = "FILE", description = "Also write the captions, one a line, for a peer.")
    private @Nullable Path write;

    public BenchTokenizerCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        Positive.require("--captions", captions);
        Positive.require("--words", words);
        session.note("generating " + captions + " captions ...");
        List<String> texts = new GeneratedCaptions(words).take(captions);
        if (write != null) {
            WholeFile.write(write, out -> {
                BufferedWriter lines = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
                for (String text : texts) {
                    lines.append(text).append('\n');
                }
                lines.flush();
            });
        }
        TokenizerBenchmark benchmark = new TokenizerBenchmark(texts);
        session.note("training " + vocabSize + " tokens and encoding ...");
        Result result = benchmark.run(vocabSize, context);
        session.out().printf(Locale.ROOT, ROW, "part", "s", "CPU s", "captions/s");
        print("train", result.training());
        print("encode", result.encoding());
        session.out()
                .printf(
                        Locale.ROOT,
                        "%n%d tokens, hash %s; %d captions cut to %d%n",
                        result.tokens(),
                        result.hash().substring(0, 16),
                        result.cut(),
                        context);
        if (turns > 0) {
            besideLibrary(benchmark, result);
        }
        return ExitCode.DONE;
    }

    private void besideLibrary(TokenizerBenchmark benchmark, Result result) throws IOException {
        session.note("encoding beside Hugging Face's library ...");
        session.out().println();
        for (Turns turn : benchmark.besideLibrary(result.tokenizer(), turns)) {
            print("ours", turn.ours());
            print("library", turn.library());
            session.out()
                    .printf(
                            Locale.ROOT,
                            "%.2f times the library's captions a second; %d captions with other ids%n",
                            turn.ours().rate() / turn.library().rate(),
                            turn.different());
        }
    }

    private void print(String part, Timing timing) {
        session.out()
                .printf(
                        Locale.ROOT,
                        ROW,
                        part,
                        String.format(Locale.ROOT, "%.2f", timing.seconds()),
                        String.format(Locale.ROOT, "%.2f", timing.cpuSeconds()),
                        String.format(Locale.ROOT, "%.0f", timing.rate()));
    }
}
