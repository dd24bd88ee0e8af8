package dev.diptych.cli.data;

import dev.diptych.cli.session.ExitCode;
import dev.diptych.cli.session.Session;
import dev.diptych.cli.session.UsageException;
import dev.diptych.text.huggingface.Tokenizers;
import dev.diptych.text.tokenizer.RowEncoder;
import dev.diptych.text.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code diptych tokenizer encode}: the tokens of captions. */
@Command(
        name = "encode",
        description = "Print the token ids of captions, a line for each.",
        footer = {
            "",
            "Without --context the caption's own tokens, with it the row that a model sees: start, tokens, end, padding.",
            "",
            "Example:",
            "  diptych tokenizer encode --tokenizer tokenizer.json --pieces 'a photo of a cat' 'two dogs'"
        },
        customSynopsis = "diptych tokenizer encode --tokenizer FILE|FOLDER [OPTION]... CAPTION...",
        sortOptions = false)
public final class TokenizerEncodeCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "CAPTION", arity = "1..*", description = "Captions, in quotes.")
    private List<String> captions = List.of();

    @Option(
            names = "--tokenizer",
            paramLabel = "FILE|FOLDER",
            required = true,
            description = "A tokenizer.json, OpenAI's bpe_simple_vocab_16e6.txt.gz, or the folder of a model.")
    private Path tokenizerPath = Path.of("");

    @Option(names = "--context", paramLabel = "N", description = "Print whole rows of this length.")
    private @Nullable Integer context;

    @Option(names = "--pieces", description = "Print what each token stands for instead of its id.")
    private boolean pieces;

    public TokenizerEncodeCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        Tokenizer tokenizer = Tokenizers.open(tokenizerPath);
        Integer length = context;
        if (length == null) {
            captions.forEach(caption -> print(tokenizer, tokenizer.encode(caption)));
            return ExitCode.DONE;
        }
        int smallest = tokenizer.startOfText().isPresent() ? 2 : 1;
        if (length < smallest) {
            throw new UsageException("--context: " + length + ", expected at least " + smallest);
        }
        RowEncoder rows = new RowEncoder(tokenizer, length);
        int[] row = new int[length];
        for (String caption : captions) {
            rows.encode(caption, row, 0);
            print(tokenizer, row);
        }
        if (rows.cut() > 0) {
            session.note("cut " + rows.cut() + " of " + rows.captions() + " captions to " + length + " tokens");
        }
        return ExitCode.DONE;
    }

    private void print(Tokenizer tokenizer, int[] ids) {
        session.out()
                .println(Arrays.stream(ids)
                        .mapToObj(id -> pieces ? "[" + tokenizer.decode(new int[] {id}) + "]" : String.valueOf(id))
                        .collect(Collectors.joining(" ")));
    }
}
