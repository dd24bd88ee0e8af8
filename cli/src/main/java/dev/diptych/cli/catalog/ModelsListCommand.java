package dev.diptych.cli.catalog;

import dev.diptych.cli.session.ExitCode;
import dev.diptych.cli.session.Session;
import dev.diptych.contrastive.model.ModelSize;
import dev.diptych.export.model.ModelCatalog;
import dev.diptych.export.model.ModelConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code diptych models list}: the configurations that come with Diptych. */
@Command(
        name = "list",
        description = "List the model configurations that recipes can name.",
        footer = {
            "",
            "A line a model, the cheapest first: name, millions of parameters, side of the images in pixels, size of the"
                    + " embedding space, and billions of floating-point operations (GFLOPs) to embed one pair.",
            "",
            "Example:",
            "  diptych models list"
        },
        customSynopsis = "diptych models list",
        sortOptions = false)
public final class ModelsListCommand implements Callable<Integer> {
    private static final String LINE = "%-32s %12s %6s %6s %12s%n";

    private final Session session;

    public ModelsListCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        ModelCatalog catalog = ModelFile.catalog(session);
        List<Row> rows = new ArrayList<>();
        for (String name : catalog.names()) {
            ModelConfig config = ModelFile.find(session, name).config();
            rows.add(new Row(name, config, ModelSize.of(config)));
        }
        rows.sort(Comparator.comparingLong(row -> row.size.flops()));
        session.out().printf(Locale.ROOT, LINE, "model", "M parameters", "image", "embed", "GFLOPs/pair");
        for (Row row : rows) {
            session.out()
                    .printf(
                            Locale.ROOT,
                            LINE,
                            row.name,
                            Figures.millions(row.size.parameters()),
                            row.config.vision().imageSize(),
                            row.config.embedDim(),
                            Figures.billions(row.size.flops()));
        }
        return ExitCode.DONE;
    }

    private record Row(String name, ModelConfig config, ModelSize size) {}
}
