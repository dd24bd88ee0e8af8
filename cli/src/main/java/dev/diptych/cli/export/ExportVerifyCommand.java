package dev.diptych.cli.export;

import dev.diptych.cli.model.ModelOptions;
import dev.diptych.cli.model.SampleNotes;
import dev.diptych.cli.progress.Counted;
import dev.diptych.cli.session.ExitCode;
import dev.diptych.cli.session.Session;
import dev.diptych.cli.session.UsageException;
import dev.diptych.contrastive.checkpoint.Checkpoint;
import dev.diptych.contrastive.data.source.SampleSources;
import dev.diptych.contrastive.data.source.Samples;
import dev.diptych.contrastive.data.source.SourceOptions;
import dev.diptych.contrastive.embed.Embedder;
import dev.diptych.contrastive.validation.CaptionUse;
import dev.diptych.eval.onnx.Agreement;
import dev.diptych.eval.onnx.OnnxAgreement;
import dev.diptych.eval.onnx.OnnxAgreement.Result;
import dev.diptych.eval.retrieval.RetrievalMetrics;
import dev.diptych.eval.zeroshot.RetrievalEvaluation;
import dev.diptych.export.onnx.OnnxExport;
import dev.diptych.export.onnx.emit.Format;
import dev.diptych.export.onnx.runtime.OnnxRuntime;
import dev.diptych.nn.engine.Engine;
import dev.diptych.text.tokenizer.RowEncoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code diptych export verify}: files of ONNX beside the model that they are of. */
@Command(
        name = "verify",
        description = "Run exported ONNX files on samples and compare their vectors and retrieval with the model's.",
        footer = {
            "",
            "Runs the files in onnxruntime, which diptych does not bring: docs/export.md has the line that adds it. Images are"
                    + " preprocessed and captions tokenised as for diptych embed, and vectors compared at unit length. Ends"
                    + " with 1 where a number of an fp32 file differs by more than 0.0001, or where the cosine of a row falls"
                    + " below 0.999 for fp16 or 0.99 for int8.",
            "",
            "Example:",
            "  diptych export verify --model runs/first --onnx first-onnx --data held-out"
        },
        customSynopsis = "diptych export verify --model RUN|DIR --onnx DIR [OPTION]...",
        sortOptions = false)
public final class ExportVerifyCommand implements Callable<Integer> {
    private static final int MADE_UP = 16;
    private static final int PERCENT = 100;

    private final Session session;

    @Mixin
    private ModelOptions options = new ModelOptions();

    @Option(
            names = "--onnx",
            paramLabel = "DIR",
            required = true,
            description = "The folder that diptych export onnx wrote.")
    private Path folder = Path.of("");

    @Option(
            names = "--data",
            paramLabel = "SHARDS",
            description = "Captioned images: shards, a folder or a table (default: " + MADE_UP
                    + " pictures that are made up, which tell nothing of retrieval).")
    private @Nullable String data;

    public ExportVerifyCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Format> formats = OnnxAgreement.formats(folder);
        if (formats.isEmpty()) {
            throw new UsageException("--onnx: " + folder + ": no "
                    + OnnxExport.file(Path.of(""), OnnxExport.VISION_MODEL, Format.FP32)
                    + " nor one of another format, expected the folder that diptych export onnx wrote");
        }
        OnnxRuntime.require();
        Checkpoint checkpoint = options.checkpoint(session);
        SampleNotes notes = SampleNotes.strict(session);
        try (Samples samples = open(notes);
                Engine engine = options.engine(session);
                Embedder embedder = options.embedder(checkpoint, engine)) {
            notes.opened(samples);
            session.note("embedding " + Counted.of(samples.size(), "image") + ", then by "
                    + Counted.of(formats.size(), "format") + " of files ...");
            RetrievalEvaluation ours = RetrievalEvaluation.run(samples, embedder, CaptionUse.EACH, session::note);
            return report(ours, new OnnxAgreement(folder, ours, embedder, rows(checkpoint)).run());
        }
    }

    private RowEncoder rows(Checkpoint checkpoint) {
        return new RowEncoder(
                options.tokenizer(checkpoint), checkpoint.config().text().contextLength());
    }

    private Samples open(SampleNotes notes) {
        return data == null
                ? SampleSources.open(
                        "",
                        new SourceOptions(SourceOptions.Type.SYNTHETIC, SourceOptions.Csv.OPEN_CLIP, MADE_UP),
                        notes)
                : SampleSources.open(data, SourceOptions.AUTO, notes);
    }

    private int report(RetrievalEvaluation ours, List<Result> results) {
        boolean holds = true;
        print("%-32s %6s %12s %13s %12s%n", "file", "rows", "difference", "least cosine", "mean cosine");
        for (Result result : results) {
            holds &= line(OnnxExport.VISION_MODEL, result.format(), result.images());
            holds &= line(OnnxExport.TEXT_MODEL, result.format(), result.texts());
            holds &= line(OnnxExport.MODEL, result.format(), result.both());
        }
        if (data != null) {
            print("%n%-32s %20s %20s%n", "R@1 in percent", "image to text", "text to image");
            recalls("diptych", ours.ranks().metrics());
            results.forEach(result -> recalls(result.format().name().toLowerCase(Locale.ROOT), result.metrics()));
        }
        return holds ? ExitCode.DONE : ExitCode.FAILED;
    }

    private boolean line(String name, Format format, Agreement agreement) {
        boolean holds = agreement.holds(format);
        print(
                "%-32s %6d %12.1e %13.8f %12.8f%s%n",
                name + format.suffix() + ".onnx",
                agreement.rows(),
                agreement.largest(),
                agreement.leastCosine(),
                agreement.meanCosine(),
                holds ? "" : "  too far");
        return holds;
    }

    private void recalls(String name, RetrievalMetrics metrics) {
        print(
                "%-32s %20.2f %20.2f%n",
                name,
                PERCENT * metrics.imageToText().recallAt1(),
                PERCENT * metrics.textToImage().recallAt1());
    }

    private void print(String format, Object... values) {
        session.out().printf(Locale.ROOT, format, values);
    }
}
