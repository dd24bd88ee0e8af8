package dev.diptych.cli.data;

import dev.diptych.cli.progress.Counted;
import dev.diptych.cli.session.ExitCode;
import dev.diptych.cli.session.Session;
import dev.diptych.cli.session.UsageException;
import dev.diptych.file.WholeFile;
import dev.diptych.ingest.inspect.ContactSheet;
import dev.diptych.ingest.inspect.DataSets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code diptych shards preview}: what shards look like. */
@Command(
        name = "preview",
        description = "Put samples of shards on one page.",
        footer = {"", "Example:", "  diptych shards preview shards --output sheet.html"},
        customSynopsis = "diptych shards preview SHARDS --output FILE.html|FILE.png [--count N]",
        sortOptions = false)
public final class ShardsPreviewCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "SHARDS", description = "A folder, a .tar, or a list such as '{00000..00003}.tar'.")
    private String shards = "";

    @Option(
            names = "--output",
            paramLabel = "FILE",
            required = true,
            description = "The page: .html with captions, or .png with images alone.")
    private Path output = Path.of("");

    @Option(names = "--count", paramLabel = "N", description = "Samples on it (default: 100).")
    private int count = 100;

    public ShardsPreviewCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        boolean png = output.toString().endsWith(".png");
        if (!png && !output.toString().endsWith(".html")) {
            throw new UsageException("--output: " + output + ", expected a name that ends in .html or .png");
        }
        if (count < 1 || count > 10_000) {
            throw new UsageException("--count: " + count + ", expected 1 to 10000");
        }
        List<Path> files =
                DataSets.find(shards).values().stream().flatMap(List::stream).toList();
        ContactSheet sheet = new ContactSheet(shards, files, count);
        WholeFile.write(output, png ? sheet.png() : sheet.html());
        session.out().println(output + ": " + Counted.of(sheet.size(), "sample"));
        return ExitCode.DONE;
    }
}
