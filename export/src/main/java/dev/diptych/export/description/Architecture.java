package dev.diptych.export.description;

import dev.diptych.export.model.ModelConfig;
import dev.diptych.nn.op.Activation;
import dev.diptych.text.TextConfig;
import dev.diptych.text.TextPool;
import dev.diptych.text.TextProjection;
import dev.diptych.vision.AttentionalPool;
import dev.diptych.vision.PoolKind;
import dev.diptych.vision.PositionKind;
import dev.diptych.vision.VisionConfig;
import java.util.Optional;
import java.util.OptionalInt;

/** What decides a model's tensors and what it computes with them, but for the sizes that its positions follow. */
public record Architecture(
        int embedDim,
        Tower vision,
        int patchSize,
        boolean normBefore,
        PositionKind positions,
        PoolKind visionPool,
        boolean finalNormAfterPool,
        Optional<AttentionalPool> attentionalPool,
        Tower text,
        int vocabSize,
        boolean causal,
        TextPool textPool,
        OptionalInt endOfText,
        TextProjection projection) {

    /** What both towers have. */
    public record Tower(
            int width,
            int mlpWidth,
            int layers,
            int heads,
            Activation.Kind activation,
            double epsilon,
            boolean layerScale) {}

    public static Architecture of(ModelConfig config) {
        VisionConfig vision = config.vision();
        TextConfig text = config.text();
        return new Architecture(
                config.embedDim(),
                new Tower(
                        vision.width(),
                        vision.mlpWidth(),
                        vision.layers(),
                        vision.heads(),
                        vision.activation(),
                        vision.normEpsilon(),
                        vision.layerScale().isPresent()),
                vision.patchSize(),
                vision.normBefore(),
                vision.positions(),
                vision.pool(),
                vision.finalNormAfterPool(),
                vision.attentionalPool(),
                new Tower(
                        text.width(),
                        text.mlpWidth(),
                        text.layers(),
                        text.heads(),
                        text.activation(),
                        text.normEpsilon(),
                        text.layerScale().isPresent()),
                text.vocabSize(),
                text.causal(),
                text.pool(),
                text.pool() == TextPool.EOS ? OptionalInt.of(text.eosId()) : OptionalInt.empty(),
                text.projection());
    }
}
