package dev.diptych.cli.export;

import dev.diptych.cli.model.ModelLocation;
import dev.diptych.cli.session.ExitCode;
import dev.diptych.cli.session.Session;
import dev.diptych.dl4j.samediff.SameDiffExport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code diptych export samediff}: a model as files of SameDiff. */
@Command(
        name = "samediff",
        description = "Write a model's two encoders as files of SameDiff, for programs that use Deeplearning4j.",
        footer = {
            "",
            "DIR gets text_model.fb (input_ids int32 [B, C] to text_embeds) and vision_model.fb (pixel_values to"
                    + " image_embeds), in float32, with config.json, the tokenizer's files and preprocessor_config.json"
                    + " beside them. docs/export.md says more.",
            "",
            "Example:",
            "  diptych export samediff --model runs/first --normalize --output first-samediff"
        },
        customSynopsis = "diptych export samediff --model RUN|DIR --output DIR [OPTION]...",
        sortOptions = false)
public final class ExportSameDiffCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private ModelLocation location = new ModelLocation();

    @Option(names = "--output", paramLabel = "DIR", required = true, description = "The folder to write, a new one.")
    private Path output = Path.of("");

    @Option(names = "--normalize", description = "Let both graphs give vectors of unit length.")
    private boolean normalize;

    public ExportSameDiffCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        ExportedModel model = ExportedModel.open(location, output, session);
        new SameDiffExport(normalize)
                .run(model.folder(), model.tokenizer(), output, line -> session.note(output + ": " + line));
        session.out().println(output + ": SameDiff of " + location.model());
        return ExitCode.DONE;
    }
}
