package dev.diptych.contrastive.checkpoint;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.tensor.Tensor;

/**
 * Tensors in an engine's memory, read one at a time.
 *
 * @param prefix before their names
 */
record EngineTensors(Engine engine, String prefix, Parameters.Block block) {
    float[] of(String name) {
        Tensor tensor = block.tensor(name.substring(prefix.length()));
        float[] values = new float[Math.toIntExact(tensor.shape().elements())];
        engine.read(tensor, values);
        return values;
    }
}
