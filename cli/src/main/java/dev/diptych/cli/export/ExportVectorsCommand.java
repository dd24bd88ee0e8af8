package dev.diptych.cli.export;

import dev.diptych.cli.option.ByteSize;
import dev.diptych.cli.progress.Counted;
import dev.diptych.cli.progress.Progress;
import dev.diptych.cli.session.ExitCode;
import dev.diptych.cli.session.Session;
import dev.diptych.cli.session.UsageException;
import dev.diptych.contrastive.vectors.VectorExport;
import dev.diptych.contrastive.vectors.VectorKind;
import dev.diptych.contrastive.vectors.format.VectorFormat;
import dev.diptych.contrastive.vectors.format.VectorType;
import dev.diptych.contrastive.vectors.row.VectorSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code diptych export vectors}: embeddings as files that search engines load. */
@Command(
        name = "vectors",
        description = "Write embeddings as files that a search engine loads.",
        footer = {
            "",
            "Writes a mapping or schema with the right similarity, and the rows, cut into files that the engine takes as"
                    + " one request. Vectors are written with length 1. docs/vectors.md has the commands that load them.",
            "",
            "Example:",
            "  diptych embed --model runs/first --images pictures --output embeddings",
            "  diptych export vectors --embeddings embeddings --format opensearch \\",
            "      --output opensearch"
        },
        customSynopsis = "diptych export vectors --embeddings DIR --format NAME --output DIR [OPTION]...",
        sortOptions = false)
public final class ExportVectorsCommand implements Callable<Integer> {
    private static final int STEP = 1000; // rows between looks at the clock

    private final Session session;

    @Option(
            names = "--embeddings",
            paramLabel = "DIR",
            required = true,
            description = "What diptych embed or clip-retrieval wrote.")
    private Path embeddings = Path.of("");

    @Option(
            names = "--format",
            paramLabel = "NAME",
            required = true,
            description = "opensearch, elasticsearch, vespa, qdrant, faiss or pgvector.")
    private VectorFormat format = VectorFormat.OPENSEARCH;

    @Option(names = "--output", paramLabel = "DIR", required = true, description = "The folder to write, a new one.")
    private Path output = Path.of("");

    @Option(
            names = "--kind",
            paramLabel = "NAME",
            description = "image, text, or both: an image's vector and its caption's in one row (default: image where"
                    + " there are any, else text).")
    private @Nullable VectorKind kind;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "Of the index, collection or table (default: ${DEFAULT-VALUE}).")
    private String name = "embeddings";

    @Option(
            names = "--fields",
            paramLabel = "NAME",
            split = ",",
            description = "The columns of the metadata to take, such as image_path,caption (default: all).")
    private List<String> fields = new ArrayList<>();

    @Option(
            names = "--truncate-dim",
            paramLabel = "N",
            description = "Keep the first N numbers of each vector, brought to length 1 again; for models that were"
                    + " trained for it.")
    private @Nullable Integer truncateDim;

    @Option(
            names = "--dtype",
            paramLabel = "NAME",
            description =
                    "As what the engine keeps the numbers it searches: float32, float16 or int8 (default: float32;"
                            + " int8 for elasticsearch, as is its own).")
    private @Nullable VectorType dtype;

    @Option(
            names = "--max-file-size",
            paramLabel = "SIZE",
            description = "Of the files that are sent as one request (default: ${DEFAULT-VALUE}; Qdrant takes 32 MB,"
                    + " OpenSearch and Elasticsearch 100 MB).")
    private String maxFileSize = "30MB";

    public ExportVectorsCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        if (!VectorSchema.isName(name)) {
            throw new UsageException(
                    "--name: '" + name + "', expected a small letter, then up to 59 small letters, digits and _");
        }
        if (truncateDim != null && truncateDim < 1) {
            throw new UsageException("--truncate-dim: " + truncateDim + ", expected at least 1");
        }
        VectorExport export = VectorExport.open(
                embeddings,
                new VectorExport.Options(
                        kind == null ? VectorKind.usual(embeddings) : kind,
                        format,
                        dtype == null ? format.usualType() : dtype,
                        name,
                        truncateDim == null ? 0 : truncateDim,
                        fields,
                        ByteSize.of("--max-file-size", maxFileSize)));
        VectorSchema schema = export.schema();
        try (Progress progress = session.progress("export", "rows", schema.rows())) {
            export.run(output, rows -> {
                if (rows % STEP == 0 || rows == schema.rows()) {
                    progress.update(rows, "");
                }
            });
        }
        session.out()
                .println(output + ": " + Counted.of(schema.rows(), "row") + " for " + format.option() + ", "
                        + String.join(" and ", schema.vectors()) + " of " + schema.dimensions() + " numbers, "
                        + Counted.of(schema.fields().size(), "field"));
        return ExitCode.DONE;
    }
}
