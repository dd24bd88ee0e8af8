package dev.diptych.nn.optim;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Storage;
import dev.diptych.nn.tensor.Tensor;

/** What the host wants to know of a training step, side by side, so that it waits for the device once. */
public final class Readout {
    private final Tensor all;
    private final float[] values;

    /** @param bounded how many bounded values it tells */
    public Readout(int bounded) {
        this.values = new float[3 + bounded];
        this.all = Tensor.create("step readout", DType.FLOAT32, Role.OUTPUT, Shape.of(values.length));
    }

    /** float32 [1], where the step writes its loss. */
    public Tensor lossTensor() {
        return one(0);
    }

    Tensor normTensor() {
        return one(1);
    }

    Tensor openTensor() {
        return one(2);
    }

    Tensor boundedTensor(int index) {
        return one(3 + index);
    }

    /** Waits for what was started to end, and fetches all. */
    void read(Engine engine) {
        engine.read(all, values);
    }

    float loss() {
        return values[0];
    }

    float norm() {
        return values[1];
    }

    boolean open() {
        return values[2] != 0;
    }

    float bounded(int index) {
        return values[3 + index];
    }

    private Tensor one(int place) {
        Storage storage = all.storage();
        return new Tensor(storage, Shape.of(1), 1, place);
    }
}
