package dev.diptych.cli.model;

import dev.diptych.cli.progress.Progress;
import dev.diptych.cli.session.ExitCode;
import dev.diptych.cli.session.Session;
import dev.diptych.cli.session.UsageException;
import dev.diptych.contrastive.checkpoint.Checkpoint;
import dev.diptych.contrastive.embed.Embedder;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.nn.engine.Engine;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code diptych embed}: vectors of images and texts. */
@Command(
        name = "embed",
        description = "Turn images and texts into vectors that can be compared.",
        footer = {
            "",
            "Writes image_embeddings.npy and text_embeddings.npy (float32 [N, D], rows of length 1; NumPy reads them) and"
                    + " image_keys.txt and text_keys.txt, a line a row. The product of two rows is their similarity.",
            "",
            "Example:",
            "  diptych embed --model runs/first --images pictures --texts queries.txt --output embeddings"
        },
        customSynopsis = "diptych embed --model RUN [--images DIR|SHARDS] [--texts FILE] --output DIR [OPTION]...",
        sortOptions = false)
public final class EmbedCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private ModelOptions options = new ModelOptions();

    @Option(names = "--images", paramLabel = "DIR|SHARDS", description = "A folder of pictures, or shards.")
    private @Nullable String images;

    @Option(
            names = "--texts",
            paramLabel = "FILE",
            description = "Texts in UTF-8, one a line; empty lines are left out.")
    private @Nullable Path texts;

    @Option(names = "--output", paramLabel = "DIR", required = true, description = "The folder for the vectors.")
    private Path output = Path.of("");

    public EmbedCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        if (images == null && texts == null) {
            throw new UsageException("diptych embed: neither --images nor --texts, expected at least one of them");
        }
        List<String> lines = texts == null ? List.of() : lines(texts);
        Checkpoint checkpoint = options.checkpoint(session);
        try (Engine engine = options.engine()) {
            Embedder embedder = options.embedder(checkpoint, engine);
            Files.createDirectories(output);
            if (images != null) {
                embedImages(images, embedder);
            }
            if (texts != null) {
                embedTexts(lines, embedder);
            }
        }
        return ExitCode.DONE;
    }

    private void embedImages(String spec, Embedder embedder) throws IOException {
        List<String> problems;
        int rows;
        try (Progress progress = session.progress("embed", "images", 0);
                EmbeddingFiles files = new EmbeddingFiles(output, "image", embedder, options.batchSize(), progress)) {
            ImageSource.read(spec, files::add);
            problems = files.problems();
            rows = files.finish(spec);
        }
        problems.forEach(session::note);
        session.out()
                .println(output.resolve("image_embeddings.npy") + ": " + rows + " images"
                        + (problems.isEmpty() ? "" : ", " + problems.size() + " left out"));
    }

    private void embedTexts(List<String> lines, Embedder embedder) throws IOException {
        try (Progress progress = session.progress("embed", "texts", lines.size());
                EmbeddingFiles files = new EmbeddingFiles(output, "text", embedder, options.batchSize(), progress)) {
            files.addAll(lines);
            files.finish(String.valueOf(texts));
        }
        session.out().println(output.resolve("text_embeddings.npy") + ": " + lines.size() + " texts");
    }

    private static List<String> lines(Path file) throws IOException {
        try {
            List<String> lines = Files.readAllLines(file).stream()
                    .filter(line -> !line.isBlank())
                    .toList();
            if (lines.isEmpty()) {
                throw new IngestException(Reason.EMPTY, file.toString(), "no text, expected one a line");
            }
            return lines;
        } catch (NoSuchFileException e) {
            throw new IngestException(Reason.MISSING, file.toString(), "no such file, expected texts, one a line");
        } catch (CharacterCodingException e) {
            throw new IngestException(
                    Reason.CORRUPT,
                    file.toString(),
                    IngestException.NO_OFFSET,
                    "not UTF-8, expected texts in UTF-8, one a line",
                    e);
        }
    }
}
