package dev.diptych.cli.catalog;

import dev.diptych.cli.option.PrecisionConverter;
import dev.diptych.cli.option.PrecisionOption;
import dev.diptych.cli.session.ExitCode;
import dev.diptych.cli.session.Session;
import dev.diptych.cli.session.UsageException;
import dev.diptych.contrastive.model.ModelSize;
import dev.diptych.contrastive.plan.TrainingNeed;
import dev.diptych.contrastive.step.StepOptions;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.nn.tape.Precision;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code diptych models show}: what a configuration says, and what training it takes. */
@Command(
        name = "show",
        description = "Show a model's towers, their cost, and the memory that training it takes.",
        footer = {
            "",
            "GFLOPs are those of matrix products and attention, a multiply-add counting two, as they run here: where a"
                    + " tower pools one token, its last block computes that token alone. The memory is that of the plan"
                    + " of a whole step, which is made without taking it.",
            "",
            "Example:",
            "  diptych models show ViT-B-32 --batch-size 256 --precision amp_bf16 --grad-checkpointing"
        },
        customSynopsis = "diptych models show NAME|FILE [OPTION]...",
        sortOptions = false)
public final class ModelsShowCommand implements Callable<Integer> {
    private static final String TOWER = "%-6s %-72s %12s %10s%n";
    private static final String NEED = "  %-12s %12s%n";
    private static final String DEFAULT = " (default: ${DEFAULT-VALUE}).";

    private final Session session;

    @Parameters(
            paramLabel = "NAME|FILE",
            arity = "1",
            description = "A name that diptych models list prints, or a model configuration in JSON.")
    private String model = "";

    @Option(names = "--batch-size", paramLabel = "N", description = "Pairs at a time" + DEFAULT)
    private int batchSize = 64;

    @Option(names = "--accum-freq", paramLabel = "N", description = "A step has N times --batch-size pairs" + DEFAULT)
    private int accumFreq = StepOptions.DEFAULT.accumulation();

    @Option(names = "--grad-checkpointing", description = "Compute blocks again for the gradient, not keep them.")
    private boolean gradCheckpointing;

    @Option(
            names = "--precision",
            paramLabel = "NAME",
            description = "fp32 or amp_bf16 (default: fp32).",
            converter = PrecisionConverter.class)
    private Precision precision = Precision.FP32;

    public ModelsShowCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        if (batchSize < 1 || batchSize > 1 << 20) {
            throw new UsageException("--batch-size: " + batchSize + ", expected 1 to " + (1 << 20));
        }
        PrecisionOption.requireTraining(precision);
        StepOptions options = new StepOptions(gradCheckpointing, accumFreq);
        int pairs = Math.multiplyExact(batchSize, accumFreq);
        ModelFile found = ModelFile.find(session, model);
        ModelConfig config = found.config();
        ModelSize size = ModelSize.of(config);
        TrainingNeed need = TrainingNeed.of(config, pairs, precision, options);
        PrintWriter out = session.out();
        out.println(found.file());
        out.printf(Locale.ROOT, TOWER, "tower", "", "M parameters", "GFLOPs");
        row("image", TowerText.of(config.vision()), size.imageParameters(), size.imageFlops());
        row("text", TowerText.of(config.text()), size.textParameters(), size.textFlops());
        row("pair", "embeddings of " + config.embedDim(), size.parameters(), size.flops());
        out.println();
        out.println("to train " + pairs + (pairs == 1 ? " pair" : " pairs") + " a step"
                + (accumFreq > 1 ? ", " + batchSize + " at a time" : "") + ", in " + precision.option()
                + (gradCheckpointing ? ", with gradient checkpoints" : "") + ":");
        need("parameters", need.parameters());
        need("gradients", need.gradients());
        need("optimiser", need.optimizer());
        need("activations", need.activations());
        need("inputs", need.inputs());
        need("in all", need.bytes());
        out.println("  and the engine's own scratch, and Java's heap for the batches that are read ahead");
        out.println("  " + Figures.billions(need.flops()) + " GFLOPs a step");
        return ExitCode.DONE;
    }

    private void row(String tower, String shape, long parameters, long flops) {
        session.out().printf(Locale.ROOT, TOWER, tower, shape, Figures.millions(parameters), Figures.billions(flops));
    }

    private void need(String what, long bytes) {
        session.out().printf(Locale.ROOT, NEED, what, Figures.gibibytes(bytes));
    }
}
