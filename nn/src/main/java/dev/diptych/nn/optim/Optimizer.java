package dev.diptych.nn.optim;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.op.update.AdamWStep;
import dev.diptych.nn.op.update.Clamp;
import dev.diptych.nn.op.update.Descent;
import dev.diptych.nn.op.update.GradientNorm;
import dev.diptych.nn.op.update.Guard;
import dev.diptych.nn.op.update.LionStep;
import dev.diptych.nn.op.update.Nesterov;
import dev.diptych.nn.op.update.ParameterUpdate;
import dev.diptych.nn.program.Program;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What ends a training step, recorded as one program: the global gradient norm, the {@linkplain Guard guard} on it and on
 * the loss, an update of all parameters that are trained, the bounds of some, and the average of all, if one is kept. Where the
 * guard is closed, the step leaves no trace: weights, moments, average and the count of steps stay as they were.
 */
public final class Optimizer {
    private final OptimizerConfig config;
    private final Engine engine;
    private final Readout readout;
    private final Parameters.Block moment1;
    private final Parameters.Block moment2;
    private final Tensor steering; // the schedule, then the guard's limits: written at once
    private final Tensor schedule;
    private final @Nullable WeightAverage average;
    private final Program program;
    private final float[] scalars = new float[5];
    private long steps;

    /**
     * @param readout which the step has written its loss to; tells as many bounded values as there are bounds
     * @param bounds which values are kept in a range
     */
    public Optimizer(
            OptimizerConfig config,
            Engine engine,
            Parameters parameters,
            Parameters.Block values,
            Parameters.Block gradients,
            Readout readout,
            List<Bound> bounds) {
        this(config, engine, parameters, values, gradients, readout, bounds, OptionalDouble.empty());
    }

    /**
     * As above, with an average of what is trained.
     *
     * @param averaging the decay of the average; empty for none
     */
    public Optimizer(
            OptimizerConfig config,
            Engine engine,
            Parameters parameters,
            Parameters.Block values,
            Parameters.Block gradients,
            Readout readout,
            List<Bound> bounds,
            OptionalDouble averaging) {
        this.config = config;
        this.engine = engine;
        this.readout = readout;
        this.moment1 = parameters.mirror("first moment", engine);
        this.moment2 = parameters.mirror("second moment", engine, this::hasSecondMoment);
        Tape tape = Tape.inference();
        this.steering = tape.input("optimiser schedule and limits", DType.FLOAT32, scalars.length);
        this.schedule = new Tensor(steering.storage(), Shape.of(3), 3, 0);
        Tensor limits = new Tensor(steering.storage(), Shape.of(2), 2, 3);
        limit(Float.POSITIVE_INFINITY, Float.POSITIVE_INFINITY);
        Tensor factor = tape.activation("clip factor", 1);
        Tensor open = readout.openTensor();
        float limit = (float) config.gradientNormLimit();
        List<Tensor> slopes = tensors(gradients);
        List<Tensor> firsts = tensors(moment1);
        tape.record(new GradientNorm(slopes, limit, readout.normTensor(), factor));
        tape.record(new Guard(readout.lossTensor(), readout.normTensor(), factor, limits, open));
        for (int i = 0; i < slopes.size(); i++) { // the values' runs begin with the trained ones
            if (values.runs().get(i).group().orthogonal()) {
                tape.record(new Nesterov(slopes.get(i), firsts.get(i), factor, open, (float) config.momentum()));
            }
        }
        Muon.record(tape, matrices(parameters, gradients));
        Iterator<Tensor> seconds = tensors(moment2).iterator();
        for (int i = 0; i < slopes.size(); i++) {
            Parameters.Run run = values.runs().get(i);
            Tensor second = hasSecondMoment(run.group()) ? seconds.next() : null;
            tape.record(update(run, slopes.get(i), firsts.get(i), second, factor, open));
        }
        for (int i = 0; i < bounds.size(); i++) {
            Bound bound = bounds.get(i);
            Tensor told = readout.boundedTensor(i);
            tape.record(new Clamp(bound.value(), (float) bound.low(), (float) bound.high(), open, told));
        }
        this.average = averaging.isPresent()
                ? new WeightAverage(averaging.getAsDouble(), engine, parameters, values, tape, open)
                : null;
        this.program = Program.compile(tape, engine);
    }

    private ParameterUpdate update(
            Parameters.Run run, Tensor slope, Tensor first, @Nullable Tensor second, Tensor factor, Tensor open) {
        float decay = (float) decay(run.group());
        float rate = (float) run.group().rate();
        float beta1 = (float) config.beta1();
        float beta2 = (float) config.beta2();
        if (run.group().orthogonal()) {
            return new Descent(run.values(), slope, schedule, open, decay, rate);
        }
        if (second == null) {
            return new LionStep(run.values(), slope, first, schedule, factor, open, beta1, beta2, decay, rate);
        }
        float epsilon = (float) config.epsilon();
        return new AdamWStep(
                run.values(), slope, first, second, schedule, factor, open, beta1, beta2, epsilon, decay, rate);
    }

    private boolean hasSecondMoment(Parameters.Group group) {
        return config.method() != OptimizerConfig.Method.LION && !group.orthogonal();
    }

    private double decay(Parameters.Group group) {
        return group.decays() ? group.weightDecay().orElse(config.weightDecay()) : 0;
    }

    /** The gradients of the matrices whose updates are made orthogonal. */
    private static List<Tensor> matrices(Parameters parameters, Parameters.Block gradients) {
        List<Tensor> matrices = new ArrayList<>();
        for (Parameters.Entry entry : parameters.entries()) {
            if (entry.group().orthogonal()) {
                int rows = entry.tensor().shape().size(0) / entry.stacked();
                for (int i = 0; i < entry.stacked(); i++) {
                    matrices.add(gradients.tensor(entry.name()).rows(i * rows, rows));
                }
            }
        }
        return matrices;
    }

    private static List<Tensor> tensors(Parameters.Block block) {
        return block.runs().stream().map(Parameters.Run::values).toList();
    }

    /** Closes the guard of the steps that follow where their loss or norm is above these; infinite for any that are finite. */
    public void limit(float loss, float norm) {
        scalars[3] = loss;
        scalars[4] = norm;
    }

    /**
     * Updates every trained parameter by its gradient, unless the guard is closed.
     *
     * @return whether it did
     */
    public boolean step(double learningRate) {
        long next = steps + 1;
        scalars[0] = (float) learningRate;
        scalars[1] = (float) (1 - Math.pow(config.beta1(), next));
        scalars[2] = (float) (1 - Math.pow(config.beta2(), next));
        engine.write(steering, scalars);
        if (average != null) {
            average.prepare(next);
        }
        program.run();
        readout.read(engine);
        if (readout.open()) {
            steps = next;
        }
        return readout.open();
    }

    /** The loss of the step that this last ended. */
    public float loss() {
        return readout.loss();
    }

    /** The gradients' global norm before clipping, of the step that this last ended. */
    public float gradientNorm() {
        return readout.norm();
    }

    /** A bounded value as the step that this last ended left it. */
    public float bounded(int index) {
        return readout.bounded(index);
    }

    /** Steps taken so far, restored ones included. */
    public long steps() {
        return steps;
    }

    /** Continues at a step count that a checkpoint recorded; its moments are written by the caller. */
    public void restore(long taken) {
        steps = taken;
    }

    /** What each trained parameter has one of: AdamW's first moment, Lion's, or Muon's momentum. */
    public Parameters.Block moment1() {
        return moment1;
    }

    /** AdamW's second moments, of those parameters that it trains. */
    public Parameters.Block moment2() {
        return moment2;
    }

    /** The average of what is trained, where one is kept. */
    public Optional<WeightAverage> average() {
        return Optional.ofNullable(average);
    }

    public Program program() {
        return program;
    }
}
