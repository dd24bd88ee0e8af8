package dev.diptych.contrastive.checkpoint;

import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.export.safetensors.TensorValues;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.optim.Optimizer;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a checkpoint holds of the engine's memory: weights and moments.
 *
 * @param weights under the model's names
 * @param moments under those of {@code optimizer.safetensors}
 * @param averages of what is trained, under the model's names; empty where none are kept
 */
public record Snapshot(TensorValues weights, TensorValues moments, Optional<TensorValues> averages) {
    /** The values as they are when they are asked for; for the thread that trains, between two steps. */
    public static Snapshot live(ClipModel model, Optimizer optimizer) {
        return new Snapshot(
                new EngineTensors(model.engine(), "", model.values())::of,
                Moments.values(model.engine(), optimizer),
                optimizer
                        .average()
                        .<TensorValues>map(average -> new EngineTensors(model.engine(), "", average.values())::of));
    }

    /**
     * The values as they are now, in Java's heap; for any thread.
     *
     * @throws OutOfMemoryError if they do not fit there
     */
    public static Snapshot copy(ClipModel model, Optimizer optimizer) {
        Engine engine = model.engine();
        Map<String, float[]> weights = new HashMap<>();
        copy(engine, "", model.values(), weights);
        Map<String, float[]> moments = new HashMap<>();
        copy(engine, Moments.FIRST, optimizer.moment1(), moments);
        copy(engine, Moments.SECOND, optimizer.moment2(), moments);
        return new Snapshot(in(weights), in(moments), optimizer.average().map(average -> {
            Map<String, float[]> averages = new HashMap<>();
            copy(engine, "", average.values(), averages);
            return in(averages);
        }));
    }

    /** Bytes that a copy takes: four for each parameter, up to twelve more for each that is trained. */
    public static long bytes(ClipModel model, Optimizer optimizer) {
        long averages =
                optimizer.average().map(average -> elements(average.values())).orElse(0L);
        return Float.BYTES
                * (elements(model.values()) + elements(optimizer.moment1()) + elements(optimizer.moment2()) + averages);
    }

    private static TensorValues in(Map<String, float[]> copies) {
        return name -> Objects.requireNonNull(copies.get(name));
    }

    private static void copy(Engine engine, String prefix, Parameters.Block block, Map<String, float[]> copies) {
        EngineTensors values = new EngineTensors(engine, prefix, block);
        block.tensors().keySet().forEach(name -> copies.put(prefix + name, values.of(prefix + name)));
    }

    private static long elements(Parameters.Block block) {
        return block.tensors().values().stream()
                .mapToLong(tensor -> tensor.shape().elements())
                .sum();
    }
}
