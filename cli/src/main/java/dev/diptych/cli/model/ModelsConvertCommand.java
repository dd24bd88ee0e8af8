package dev.diptych.cli.model;

import dev.diptych.cli.option.ByteSize;
import dev.diptych.cli.session.ExitCode;
import dev.diptych.cli.session.Session;
import dev.diptych.cli.session.UsageException;
import dev.diptych.contrastive.checkpoint.Checkpoint;
import dev.diptych.export.description.FolderFormat;
import dev.diptych.export.folder.Conversion;
import dev.diptych.export.folder.ModelFolder;
import dev.diptych.export.safetensors.ShardWriter;
import dev.diptych.export.safetensors.StoredType;
import dev.diptych.text.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code diptych models convert}: a model in the folder layout of another library. */
@Command(
        name = "convert",
        description = "Write a model as a folder that open_clip or Hugging Face's transformers load.",
        footer = {
            "",
            "Reads a run, or a folder of either kind; PyTorch's pickles are refused. Tensors keep their bits in float32.",
            "",
            "Example:",
            "  diptych models convert --model runs/first --format huggingface --output first-hf"
        },
        customSynopsis = "diptych models convert --model RUN|DIR --format NAME --output DIR [OPTION]...",
        sortOptions = false)
public final class ModelsConvertCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private ModelLocation location = new ModelLocation();

    @Option(names = "--format", paramLabel = "NAME", required = true, description = "open_clip or huggingface.")
    private FolderFormat format = FolderFormat.OPEN_CLIP;

    @Option(names = "--output", paramLabel = "DIR", required = true, description = "The folder to write, a new one.")
    private Path output = Path.of("");

    @Option(
            names = "--dtype",
            paramLabel = "NAME",
            description = "The tensors' format: float32, bfloat16 or float16 (default: float32).")
    private TensorType dtype = TensorType.FLOAT32;

    @Option(
            names = "--image-size",
            paramLabel = "N",
            description = "Interpolate the positions for images of N x N pixels.")
    private @Nullable Integer imageSize;

    @Option(
            names = "--max-shard-size",
            paramLabel = "SIZE",
            description = "Bytes of tensors in a file of huggingface, such as 500MB; more are split (default: 5GB).")
    private @Nullable String maxShardSize;

    public ModelsConvertCommand(Session session) {
        this.session = session;
    }

    /** The names of {@code --dtype}. */
    enum TensorType {
        FLOAT32(StoredType.F32),
        BFLOAT16(StoredType.BF16),
        FLOAT16(StoredType.F16);

        private final StoredType stored;

        TensorType(StoredType stored) {
            this.stored = stored;
        }
    }

    @Override
    public Integer call() throws IOException {
        if (imageSize != null && imageSize < 1) {
            throw new UsageException("--image-size: " + imageSize + ", expected at least 1");
        }
        Path model = location.model();
        Path tokenizer = location.tokenizer();
        ModelFolder folder = Checkpoint.open(model).folder();
        Tokenizer found = null;
        if (tokenizer == null) {
            folder.note().ifPresent(session::note);
        }
        if (tokenizer != null || folder.hasTokenizer()) {
            found = folder.tokenizer(tokenizer);
        } else {
            session.note(model + ": no tokenizer, so that " + output + " gets none; --tokenizer adds one");
        }
        folder.description().cropChange(format).ifPresent(change -> session.note(output + ": " + change));
        OptionalInt size = imageSize == null ? OptionalInt.empty() : OptionalInt.of(imageSize);
        new Conversion(format, dtype.stored, shardSize(), size).run(folder, found, output);
        session.out()
                .println(output + ": " + format.name().toLowerCase(Locale.ROOT) + " folder of " + model + ", "
                        + dtype.name().toLowerCase(Locale.ROOT));
        return ExitCode.DONE;
    }

    private long shardSize() {
        return maxShardSize == null ? ShardWriter.DEFAULT_LIMIT : ByteSize.of("--max-shard-size", maxShardSize);
    }
}
