package dev.diptych.cli.data;

import dev.diptych.cli.progress.Progress;
import dev.diptych.cli.session.ExitCode;
import dev.diptych.cli.session.Session;
import dev.diptych.cli.session.UsageException;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.text.bpe.BpeTrainer;
import dev.diptych.text.bpe.BpeVocabulary;
import dev.diptych.text.tokenizer.TokenizerJsonWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code diptych tokenizer train}: a byte-level BPE out of captions. */
@Command(
        name = "train",
        description = "Train a byte-level BPE tokenizer on captions.",
        footer = {
            "",
            "The result is Hugging Face's tokenizer.json, which its libraries load too. It is smaller than asked for"
                    + " where the captions hold too few different words.",
            "",
            "Example:",
            "  diptych tokenizer train --vocab-size 4096 --output tokenizer.json 'shards/{00000..00003}.tar'"
        },
        customSynopsis = "diptych tokenizer train --vocab-size N --output FILE SHARDS|TEXT.txt...",
        sortOptions = false)
public final class TokenizerTrainCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(
            paramLabel = "SHARDS|TEXT.txt",
            arity = "1..*",
            description = "Shards (a folder, a .tar, a list such as '{00000..00003}.tar'), or text files with a"
                    + " caption a line.")
    private List<String> inputs = List.of();

    @Option(names = "--vocab-size", paramLabel = "N", required = true, description = "Tokens, at least 514.")
    private int vocabSize;

    @Option(names = "--output", paramLabel = "FILE", required = true, description = "The file to write.")
    private Path output = Path.of("");

    public TokenizerTrainCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        BpeTrainer trainer = new BpeTrainer(vocabSize);
        requireWritable();
        List<String> captions = captions();
        BpeVocabulary vocabulary = trainer.train(captions.stream());
        TokenizerJsonWriter.write(vocabulary, output);
        int size = vocabulary.tokens().size();
        if (size < vocabSize) {
            session.note(
                    "ended at " + size + " tokens of " + vocabSize + ": no pair of tokens is left that occurs twice");
        }
        session.out()
                .println(output + ": " + size + " tokens, "
                        + vocabulary.merges().size() + " merges, from " + captions.size() + " captions");
        return ExitCode.DONE;
    }

    private List<String> captions() {
        List<Path> files = CaptionReader.files(inputs);
        List<String> captions = new ArrayList<>();
        try (Progress progress = session.progress("read captions", "files", files.size())) {
            for (int i = 0; i < files.size(); i++) {
                CaptionReader.read(files.get(i), captions::add);
                progress.update(i + 1, captions.size() + " captions");
            }
        }
        if (captions.isEmpty()) {
            throw new IngestException(Reason.EMPTY, String.join(" ", inputs), "no captions, expected some");
        }
        return captions;
    }

    /** Says so before the work, not after it. */
    private void requireWritable() {
        Path folder = output.toAbsolutePath().getParent();
        if (Files.isDirectory(output) || folder == null) {
            throw new UsageException("--output: " + output + ": a folder, expected a file to write");
        }
        if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw new IngestException(
                    Reason.UNWRITABLE, output.toString(), "no folder " + folder + " to write to, expected one");
        }
    }
}
