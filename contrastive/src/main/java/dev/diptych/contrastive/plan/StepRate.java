package dev.diptych.contrastive.plan;

import dev.diptych.contrastive.data.Masking;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.recipe.Recipe;
import dev.diptych.contrastive.step.Batch;
import dev.diptych.contrastive.step.StepInput;
import dev.diptych.contrastive.step.TrainingSteps;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.optim.Optimizer;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * How long a recipe's step takes on this machine, without the reading of its data.
 *
 * @param seconds of a step
 * @param measured steps that were run to tell; 0 where it is told from the rate of a large matrix product
 */
public record StepRate(double seconds, int measured) {
    /** What whole steps reached of that rate where they were measured: 50 to 75 % (docs/performance.md). */
    public static final double USUAL_SHARE = 0.6;

    private static final int MOST_STEPS = 5;
    private static final double ENOUGH_SECONDS = 5;
    private static final double MOST_SECONDS = 20;

    /** Tells it from the rate of a large matrix product. */
    public static StepRate estimated(long flops, double matmulRate) {
        return new StepRate(flops / (USUAL_SHARE * matmulRate), 0);
    }

    /**
     * Runs a few steps on made up pairs whose captions fill the context, unless one would take very long.
     *
     * @param flops of a step
     * @param matmulRate floating-point operations a second of a large matrix product
     */
    public static StepRate of(Recipe recipe, Engine engine, long flops, double matmulRate) throws InterruptedException {
        StepRate estimated = estimated(flops, matmulRate);
        return estimated.seconds > MOST_SECONDS ? estimated : measured(recipe, engine);
    }

    private static StepRate measured(Recipe recipe, Engine engine) throws InterruptedException {
        try (ClipModel model =
                new ClipModel(recipe.model(), recipe.loss(), recipe.precision(), engine, recipe.tuning())) {
            return measured(recipe, model);
        }
    }

    private static StepRate measured(Recipe recipe, ClipModel model) throws InterruptedException {
        model.initialize(recipe.seed());
        Parameters.Block gradients = model.parameters().mirror("gradient", model.engine());
        Optimizer optimizer = model.optimizer(recipe.optimizer(), gradients);
        TrainingSteps steps = new TrainingSteps(
                model,
                recipe.objective().alone(),
                recipe.pairsPerStep(),
                recipe.masking() != Masking.NONE,
                gradients,
                recipe.step(),
                () -> false);
        StepInput input = StepInput.of(batch(recipe), recipe.step().accumulation());
        steps.run(input);
        optimizer.step(1e-6); // the first binds and warms up
        long start = System.nanoTime();
        int count = 0;
        double seconds = 0;
        while (count == 0 || (count < MOST_STEPS && seconds < ENOUGH_SECONDS)) {
            steps.run(input);
            optimizer.step(1e-6); // waits for the device
            count++;
            seconds = (System.nanoTime() - start) / 1e9;
        }
        return new StepRate(seconds / count, count);
    }

    private static Batch batch(Recipe recipe) {
        int pairs = recipe.pairsPerStep();
        int context = recipe.model().text().contextLength();
        SplittableRandom random = new SplittableRandom(0);
        float[] images = new float[Math.multiplyExact(pairs, recipe.inputLength())];
        for (int i = 0; i < images.length; i++) {
            images[i] = (float) (2 * random.nextDouble() - 1);
        }
        int[] ids = random.ints((long) pairs * context, 0, recipe.model().text().vocabSize())
                .toArray();
        int[] ends = new int[pairs];
        Arrays.fill(ends, context - 1);
        int[] groups = new int[pairs];
        Arrays.setAll(groups, i -> i);
        return new Batch(images, ids, ends, groups);
    }
}
