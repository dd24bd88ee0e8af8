package dev.diptych.nn.optim;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.op.update.Average;
import dev.diptych.nn.program.Program;
import dev.diptych.nn.tape.Add;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/**
 * An exponential moving average of the trained parameters, which moves with each step that is taken. Its decay grows to the
 * one that is asked for, {@code min(decay, (1 + t) / (10 + t))} at step t, as TensorFlow's, so that first values do not stay.
 */
public final class WeightAverage {
    private final double decay;
    private final Engine engine;
    private final List<Parameters.Run> values;
    private final Parameters.Block averages;
    private final Tensor share;
    private final float[] scalar = new float[1];

    WeightAverage(double decay, Engine engine, Parameters parameters, Parameters.Block values, Tape tape, Tensor open) {
        if (!(decay > 0 && decay < 1)) {
            throw new IllegalArgumentException("average: decay " + decay + ", expected above 0 and below 1");
        }
        this.decay = decay;
        this.engine = engine;
        this.averages = parameters.mirror("average", engine);
        this.values = values.runs().subList(0, averages.runs().size()); // the trained ones come first
        this.share = tape.input("average's share", DType.FLOAT32, 1);
        for (int i = 0; i < this.values.size(); i++) {
            tape.record(new Average(
                    averages.runs().get(i).values(), this.values.get(i).values(), share, open));
        }
    }

    /** Lets it be the parameters as they are now. */
    public void start() {
        Tape tape = Tape.inference();
        for (int i = 0; i < values.size(); i++) {
            tape.record(new Add(values.get(i).values(), averages.runs().get(i).values(), false));
        }
        Program.compile(tape, engine).run();
    }

    /** Sets what the step of this number, from 1 on, takes of the parameters. */
    void prepare(long step) {
        scalar[0] = (float) (1 - Math.min(decay, (1.0 + step) / (10.0 + step)));
        engine.write(share, scalar);
    }

    /** The averages, laid out as the trained parameters are. */
    public Parameters.Block values() {
        return averages;
    }
}
