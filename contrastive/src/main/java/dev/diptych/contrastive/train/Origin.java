package dev.diptych.contrastive.train;

import dev.diptych.contrastive.checkpoint.Checkpoint;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.recipe.Recipe;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.optim.Optimizer;
import dev.diptych.nn.optim.WeightAverage;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where weights, moments and averages come from: a checkpoint, or before there is one the recipe. */
record Origin(Recipe recipe, ClipModel model, Optimizer optimizer) {
    /** @param checkpoint null for the run's start */
    void load(@Nullable Checkpoint checkpoint) {
        if (checkpoint != null) {
            checkpoint.restore(model);
            checkpoint.resume(model, optimizer);
        } else {
            start();
        }
        WeightAverage average = optimizer.average().orElse(null);
        if (average != null && (checkpoint == null || !checkpoint.resume(model, average))) {
            average.start();
        }
    }

    private void start() {
        for (Parameters.Block moments : List.of(optimizer.moment1(), optimizer.moment2())) {
            for (Tensor tensor : moments.tensors().values()) {
                model.engine()
                        .write(tensor, new float[Math.toIntExact(tensor.shape().elements())]);
            }
        }
        optimizer.restore(0);
        if (recipe.pretrained().isPresent()) {
            Checkpoint.open(recipe.pretrained().get()).restore(model);
            model.initializeForTraining(recipe.seed());
        } else {
            model.initialize(recipe.seed());
        }
    }
}
