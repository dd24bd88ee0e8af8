package dev.diptych.cli.plan;

import dev.diptych.cli.model.MachineMemory;
import dev.diptych.cli.model.SampleNotes;
import dev.diptych.cli.option.DeviceOption;
import dev.diptych.cli.option.ThreadsOption;
import dev.diptych.cli.session.ExitCode;
import dev.diptych.cli.session.Session;
import dev.diptych.contrastive.data.source.SampleSources;
import dev.diptych.contrastive.data.source.Samples;
import dev.diptych.contrastive.plan.RecipeDraft;
import dev.diptych.contrastive.plan.RunPlan;
import dev.diptych.contrastive.plan.StepRate;
import dev.diptych.contrastive.plan.TrainingNeed;
import dev.diptych.contrastive.recipe.Recipe;
import dev.diptych.contrastive.recipe.RecipeReader;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.machine.GemmBenchmark;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code diptych plan}: what a recipe's training takes. */
@Command(
        name = "plan",
        description = "Say what training a recipe takes: memory, time on this machine, disk.",
        footer = {
            "",
            "A few steps are run on made up pairs to tell the time; where one would take more than 20 s, it is told from the"
                    + " rate of a large matrix product. Reading the data comes on top where it is slower than the steps."
                    + " What does not fit into memory is refused.",
            "",
            "Example:",
            "  diptych plan --config configs/recipes/vit-s-32.yaml --set train.batch_size=256"
        },
        customSynopsis = "diptych plan --config RECIPE [OPTION]...",
        sortOptions = false)
public final class PlanCommand implements Callable<Integer> {
    private static final String LINE = "%-12s %s%n";

    private final Session session;

    @Option(names = "--config", required = true, paramLabel = "RECIPE", description = "The recipe, in YAML.")
    private Path config = Path.of("");

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Set a key of the recipe, such as train.batch_size=512; repeatable.")
    private List<String> overrides = List.of();

    @Mixin
    private DeviceOption device = new DeviceOption();

    @Mixin
    private ThreadsOption threads = new ThreadsOption();

    public PlanCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path models = session.surroundings().bundled("configs/models");
        Recipe recipe = RecipeReader.read(config, overrides, models).recipe();
        RunPlan plan;
        try (Samples samples =
                SampleSources.open(recipe.data().train(), recipe.data().source(), SampleNotes.lenient(session))) {
            plan = RunPlan.of(recipe, samples);
        }
        int count = threads.count(session);
        try (Engine engine = device.open(session, count)) {
            boolean own = engine.name().equals("cuda"); // whose memory is its engine's to know
            plan.requireRoom(
                    own ? Long.MAX_VALUE : MachineMemory.bytes(),
                    Runtime.getRuntime().maxMemory());
            double matmulRate =
                    new GemmBenchmark(device.engines(count), recipe.precision().compute()).largeRate();
            StepRate rate = StepRate.of(recipe, engine, plan.need().flops(), matmulRate);
            StepRate last = plan.lastNeed().isPresent()
                    ? StepRate.of(
                            recipe.atFinalResolution(),
                            engine,
                            plan.lastNeed().get().flops(),
                            matmulRate)
                    : rate;
            print(recipe, plan, rate, last, matmulRate);
        }
        return ExitCode.DONE;
    }

    /** @param last of the last epochs */
    private void print(Recipe recipe, RunPlan plan, StepRate rate, StepRate last, double matmulRate) {
        TrainingNeed need = plan.need();
        line(
                "parameters",
                "%.2f M: image %.2f, text %.2f; %.2f trained",
                plan.size().parameters() / 1e6,
                plan.size().imageParameters() / 1e6,
                plan.size().textParameters() / 1e6,
                plan.trained() / 1e6);
        line(
                "memory",
                "%s: parameters %s, gradients %s, optimiser %s, activations %s, inputs %s",
                size(need.bytes()),
                size(need.parameters()),
                size(need.gradients()),
                size(need.optimizer()),
                size(need.activations()),
                size(need.inputs()));
        line(
                "heap",
                "%s of %s: batches ahead %s, copy for a checkpoint %s; the cache of samples on top",
                size(plan.aheadBytes() + plan.stateBytes()),
                size(Runtime.getRuntime().maxMemory()),
                size(plan.aheadBytes()),
                size(plan.stateBytes()));
        line("step", "%d pairs, %.2f GFLOPs", recipe.pairsPerStep(), need.flops() / 1e9);
        line(
                "rate",
                "%.3g s a step, %.1f pairs/s, %s; a large matrix product runs at %.0f GFLOP/s",
                rate.seconds(),
                recipe.pairsPerStep() / rate.seconds(),
                rate.measured() > 0
                        ? "measured over " + rate.measured() + (rate.measured() == 1 ? " step" : " steps")
                        : "at " + Math.round(100 * StepRate.USUAL_SHARE) + " % of a large matrix product",
                matmulRate / 1e9);
        line(
                "run",
                "%d pairs, %d steps an epoch, %d epochs: %d steps",
                plan.pairs(),
                plan.stepsPerEpoch(),
                recipe.epochs(),
                plan.steps());
        plan.lastNeed()
                .ifPresent(then -> line(
                        "last epochs",
                        "%d px, %d steps: memory %s, %.2f GFLOPs and %.3g s a step",
                        recipe.atFinalResolution().model().vision().imageSize(),
                        plan.lastSteps(),
                        size(then.bytes()),
                        then.flops() / 1e9,
                        last.seconds()));
        double seconds = (plan.steps() - plan.lastSteps()) * rate.seconds() + plan.lastSteps() * last.seconds();
        line("time", "%s, without what reading takes beyond it", RecipeDraft.span(seconds));
        line(
                "disk",
                "%s: %d checkpoints of %s at most, one that is being written included; the list of samples on top",
                size(plan.checkpoints() * plan.stateBytes()),
                plan.checkpoints(),
                size(plan.stateBytes()));
    }

    private void line(String what, String format, Object... values) {
        PrintWriter out = session.out();
        out.printf(Locale.ROOT, LINE, what, String.format(Locale.ROOT, format, values));
    }

    private static String size(long bytes) {
        return bytes >= 1L << 30
                ? String.format(Locale.ROOT, "%.2f GiB", bytes / 0x1p30)
                : String.format(Locale.ROOT, "%.1f MiB", bytes / 0x1p20);
    }
}
