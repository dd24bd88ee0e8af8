package dev.diptych.nn.optim;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.op.AdamWStep;
import dev.diptych.nn.op.GradientNorm;
import dev.diptych.nn.program.Program;
import dev.diptych.nn.program.Tape;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;

/** AdamW over all parameters of a model, with the global gradient norm clipped. */
public final class AdamW {
    private final AdamWConfig config;
    private final Engine engine;
    private final Parameters.Block moment1;
    private final Parameters.Block moment2;
    private final Tensor schedule;
    private final Tensor norm;
    private final Program program;
    private final float[] scalars = new float[3];
    private final float[] normValue = new float[1];
    private long steps;

    public AdamW(
            AdamWConfig config,
            Engine engine,
            Parameters parameters,
            Parameters.Block values,
            Parameters.Block gradients) {
        this.config = config;
        this.engine = engine;
        this.moment1 = parameters.mirror("first moment", engine);
        this.moment2 = parameters.mirror("second moment", engine);
        Tape tape = Tape.inference();
        this.schedule = tape.input("optimiser schedule", DType.FLOAT32, 3);
        this.norm = tape.output("gradient norm", 1);
        Tensor factor = tape.activation("clip factor", 1);
        tape.record(new GradientNorm(gradients.runs(), (float) config.gradientNormLimit(), norm, factor));
        for (int i = 0; i < values.runs().size(); i++) {
            tape.record(new AdamWStep(
                    values.runs().get(i),
                    gradients.runs().get(i),
                    moment1.runs().get(i),
                    moment2.runs().get(i),
                    schedule,
                    factor,
                    (float) config.beta1(),
                    (float) config.beta2(),
                    (float) config.epsilon(),
                    i < values.decayed().size() ? (float) config.weightDecay() : 0));
        }
        this.program = Program.compile(tape, engine);
    }

    /**
     * Updates every parameter by its gradient.
     *
     * @return the gradients' global norm before clipping
     */
    public float step(double learningRate) {
        steps++;
        scalars[0] = (float) learningRate;
        scalars[1] = (float) (1 - Math.pow(config.beta1(), steps));
        scalars[2] = (float) (1 - Math.pow(config.beta2(), steps));
        engine.write(schedule, scalars);
        program.run();
        engine.read(norm, normValue);
        return normValue[0];
    }

    /** Steps taken so far, restored ones included. */
    public long steps() {
        return steps;
    }

    /** Continues at a step count that a checkpoint recorded; its moments are written by the caller. */
    public void restore(long taken) {
        steps = taken;
    }

    public Parameters.Block moment1() {
        return moment1;
    }

    public Parameters.Block moment2() {
        return moment2;
    }

    public Program program() {
        return program;
    }
}
