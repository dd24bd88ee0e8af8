package dev.diptych.cli.export;

import dev.diptych.cli.model.ModelLocation;
import dev.diptych.cli.session.ExitCode;
import dev.diptych.cli.session.Session;
import dev.diptych.export.onnx.OnnxExport;
import dev.diptych.export.onnx.emit.Format;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code diptych export onnx}: a model as files of ONNX. */
@Command(
        name = "onnx",
        description = "Write a model's two encoders as ONNX files, in a folder that transformers.js and optimum load.",
        footer = {
            "",
            "DIR/onnx gets text_model.onnx (input_ids to text_embeds), vision_model.onnx (pixel_values to image_embeds) and"
                    + " model.onnx (both, and the scores of all pairs), each once for every format: fp32 as it is, _fp16 in"
                    + " half the bytes, _quantized in a quarter. DIR itself gets config.json, the tokenizer's files and"
                    + " preprocessor_config.json. docs/export.md says more.",
            "",
            "Examples:",
            "  diptych export onnx --model runs/first --output first-onnx",
            "  diptych export onnx --model clip --dtype int8 --normalize --output clip-int8"
        },
        customSynopsis = "diptych export onnx --model RUN|DIR --output DIR [OPTION]...",
        sortOptions = false)
public final class ExportOnnxCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private ModelLocation location = new ModelLocation();

    @Option(names = "--output", paramLabel = "DIR", required = true, description = "The folder to write, a new one.")
    private Path output = Path.of("");

    @Option(
            names = "--dtype",
            paramLabel = "NAME",
            split = ",",
            description = "What files to write: fp32, fp16, int8, with commas between (default: all three, as"
                    + " transformers.js takes fp32 in Node and int8 in browsers unless told otherwise).")
    private List<Format> formats = List.of(Format.values());

    @Option(
            names = "--normalize",
            description = "Let text_model and vision_model give vectors of unit length, for engines that cannot scale"
                    + " them; model.onnx always does.")
    private boolean normalize;

    @Option(
            names = "--with-preprocessing",
            description =
                    "Also write vision_model_with_preprocessing.onnx, which takes decoded images, uint8 [B, H, W, 3],"
                            + " and resizes, crops and normalises them itself (opset 18).")
    private boolean preprocess;

    public ExportOnnxCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        ExportedModel model = ExportedModel.open(location, output, session);
        List<Format> distinct = formats.stream().distinct().toList();
        new OnnxExport(distinct, normalize, preprocess)
                .run(model.folder(), model.tokenizer(), output, line -> session.note(output + ": " + line));
        String names = distinct.stream()
                .map(format -> format.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        session.out().println(output + ": ONNX of " + location.model() + ", " + names);
        return ExitCode.DONE;
    }
}
