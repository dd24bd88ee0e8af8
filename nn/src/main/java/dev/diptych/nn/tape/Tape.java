package dev.diptych.nn.tape;

import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Storage;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Records primitives in the order in which a program will run them, and differentiates what it recorded.
 *
 * <p>Gradients are kept per storage: the gradient of a view is the same view of the storage's gradient. A region is
 * overwritten by the first primitive that contributes to it and added to by the others.
 */
public final class Tape {
    private final boolean training;
    private final boolean accumulate;
    private final Precision precision;
    private final List<Primitive> steps = new ArrayList<>();
    private final Set<Storage> differentiable = new HashSet<>();
    private final Set<Storage> frozen = new HashSet<>();
    private final Map<Storage, Storage> gradients = new IdentityHashMap<>();
    private final Map<Storage, List<Tensor>> written = new IdentityHashMap<>();
    private final Map<Tensor, int[]> constants = new IdentityHashMap<>();
    private final Map<String, Integer> names = new HashMap<>();
    private final List<Checkpoint> checkpoints = new ArrayList<>();
    private boolean checkpointing;
    private boolean inBlock;
    private boolean fusesAttention;
    private long recomputedFlops;
    private UnaryOperator<Primitive> rewriting = UnaryOperator.identity();

    private Tape(boolean training, boolean accumulate, Precision precision) {
        if (training && !precision.trains()) {
            throw new IllegalArgumentException(
                    "tape: " + precision.option() + ": for forward passes only, expected a precision to train in");
        }
        this.training = training;
        this.accumulate = accumulate;
        this.precision = precision;
    }

    /** A tape whose layers keep what {@link #backward} needs. */
    public static Tape training(Precision precision) {
        return new Tape(true, false, precision);
    }

    /** A training tape whose gradients are added to what the parameters' gradients hold: one of several micro-batches. */
    public static Tape accumulating(Precision precision) {
        return new Tape(true, true, precision);
    }

    /** A tape for forward passes only: layers may fuse what no gradient will ask for. */
    public static Tape inference(Precision precision) {
        return new Tape(false, false, precision);
    }

    /** A training tape in float32. */
    public static Tape training() {
        return training(Precision.FP32);
    }

    /** An accumulating tape in float32. */
    public static Tape accumulating() {
        return accumulating(Precision.FP32);
    }

    /** A forward tape in float32. */
    public static Tape inference() {
        return inference(Precision.FP32);
    }

    public boolean isTraining() {
        return training;
    }

    /** From here on, {@link #block blocks} are computed again for the gradient instead of being kept for it. */
    public void checkpointBlocks() {
        checkpointing = true;
    }

    /**
     * This tape, which from here on records what {@code to} makes of each primitive: another that computes the same.
     *
     * @throws IllegalStateException if it is a training tape
     */
    public Tape rewriting(UnaryOperator<Primitive> to) {
        if (training) {
            throw new IllegalStateException("rewriting: a training tape, expected one for forward passes");
        }
        rewriting = to;
        return this;
    }

    /** This tape, told how what it will run on wants things recorded. */
    public Tape on(Habits habits) {
        if (habits.fusesAttention(precision.compute())) {
            fuseAttention();
        }
        return this;
    }

    /** From here on, attention keeps softmax sums instead of probabilities: for engines that fuse it. */
    public void fuseAttention() {
        fusesAttention = true;
    }

    public boolean fusesAttention() {
        return fusesAttention;
    }

    /**
     * Records a block of a network: something whose result alone is read by what comes after it. A block within a block
     * is a part of it.
     *
     * @param block records the block when it is given {@code x}; where blocks are checkpointed, once more in {@link
     *     #backward}, and what it writes must be its own
     * @return what {@code block} returned
     */
    public Tensor block(UnaryOperator<Tensor> block, Tensor x) {
        if (!checkpointing || inBlock) {
            return block.apply(x);
        }
        inBlock = true;
        int first = steps.size();
        Tensor out = block.apply(x);
        inBlock = false;
        checkpoints.add(new Checkpoint(List.copyOf(steps.subList(first, steps.size())), first, block, x, out));
        return out;
    }

    /** A tensor that the host writes before each run. */
    public Tensor input(String name, DType dtype, int... sizes) {
        return Tensor.create(name, dtype, Role.INPUT, Shape.of(sizes));
    }

    /** An int32 vector whose values are written once, when the program is compiled. */
    public Tensor constant(String name, int[] values) {
        Tensor tensor = input(name, DType.INT32, values.length);
        constants.put(tensor, values.clone());
        return tensor;
    }

    /** A float32 tensor that the host reads after each run. */
    public Tensor output(String name, int... sizes) {
        return Tensor.create(name, DType.FLOAT32, Role.OUTPUT, Shape.of(sizes));
    }

    /** A float32 tensor that lives within a run. */
    public Tensor activation(String name, int... sizes) {
        return activation(DType.FLOAT32, name, sizes);
    }

    /** A tensor that lives within a run and that matrix products read, of the precision's type. */
    public Tensor computed(String name, int... sizes) {
        return activation(precision.compute(), name, sizes);
    }

    /** A tensor that lives within a run. */
    public Tensor activation(DType dtype, String name, int... sizes) {
        int count = names.merge(name, 1, Integer::sum);
        return Tensor.create(count == 1 ? name : name + "#" + count, dtype, Role.ACTIVATION, Shape.of(sizes));
    }

    /** {@code tensor} itself, or a copy of it that is recorded here where its type is another. */
    public Tensor as(DType dtype, Tensor tensor) {
        if (tensor.dtype() == dtype) {
            return tensor;
        }
        Tensor copy =
                activation(dtype, tensor.name() + " as " + dtype, tensor.shape().toArray());
        record(new Add(tensor, copy, false));
        return copy;
    }

    public void record(Primitive recorded) {
        Primitive primitive = rewriting.apply(recorded);
        steps.add(primitive);
        for (Tensor read : primitive.reads()) {
            if (differentiable(read)) {
                primitive.writes().forEach(tensor -> differentiable.add(tensor.storage()));
                return;
            }
        }
    }

    /**
     * Whether a parameter that is trained can be reached from {@code tensor}, so that its gradient is of use: nothing is
     * recorded for the gradient of what is not.
     */
    public boolean differentiable(Tensor tensor) {
        Storage storage = tensor.storage();
        return storage.role() == Role.PARAMETER && !frozen.contains(storage) || differentiable.contains(storage);
    }

    /** Lets a parameter be a constant in what is recorded from here on. */
    public void freeze(Storage parameter) {
        frozen.add(parameter);
    }

    /** Tells which storage receives the gradient of a parameter; activations get one of their own on first use. */
    public void gradientOf(Storage parameter, Storage gradient) {
        gradients.put(parameter, gradient);
        if (accumulate) {
            regions(parameter)
                    .add(new Tensor(
                            parameter, Shape.of(Math.toIntExact(parameter.elements())), parameter.elements(), 0));
        }
    }

    /** Lets what is computed from {@code tensor}, an input, carry its gradient to {@code gradient}, of the same shape. */
    public void leaf(Tensor tensor, Tensor gradient) {
        differentiable.add(tensor.storage());
        gradientOf(tensor.storage(), gradient.storage());
    }

    /** The gradient that has reached {@code tensor}, or null where none has. */
    public @Nullable Tensor gradient(Tensor tensor) {
        Storage gradient = gradients.get(tensor.storage());
        return gradient == null || regions(tensor.storage()).isEmpty() ? null : tensor.in(gradient);
    }

    /**
     * Where a primitive writes its share of {@code tensor}'s gradient, and whether it adds to what stands there. What is
     * not {@linkplain #differentiable differentiable} has a place that nobody reads, for primitives that compute it along.
     */
    public Sink sink(Tensor tensor) {
        return differentiable(tensor) ? share(tensor) : new Sink(unread(tensor), false);
    }

    /** The sinks of two tensors whose gradients one primitive writes: both start anew or both add. */
    public List<Sink> sinks(Tensor one, Tensor other) {
        Sink first = sink(one);
        Sink second = sink(other);
        if (first.accumulate() == second.accumulate()) {
            return List.of(first, second);
        }
        if (!differentiable(one)) {
            return List.of(new Sink(first.gradient(), second.accumulate()), second);
        }
        if (!differentiable(other)) {
            return List.of(first, new Sink(second.gradient(), first.accumulate()));
        }
        throw new IllegalStateException("backward: one of " + first.gradient() + " and " + second.gradient()
                + " has a share already, expected both or none");
    }

    private static Tensor unread(Tensor tensor) {
        Storage of = tensor.storage();
        return tensor.in(new Storage("unread d " + of.name(), of.dtype(), Role.ACTIVATION, of.elements()));
    }

    private Sink share(Tensor tensor) {
        Storage of = tensor.storage();
        Storage gradient = gradients.computeIfAbsent(
                of, key -> new Storage("d " + key.name(), key.dtype(), Role.ACTIVATION, key.elements()));
        boolean add = regions(of).stream().anyMatch(region -> region.whole() || region.equals(tensor));
        if (!add) {
            for (Tensor region : regions(of)) {
                if (overlap(region, tensor)) {
                    throw new IllegalStateException("gradient: " + tensor + " overlaps " + region
                            + ", expected views of one storage to be equal or apart");
                }
            }
            regions(of).add(tensor);
        }
        return new Sink(tensor.in(gradient), add);
    }

    /**
     * Lets {@code tensor}'s gradient be {@code gradient} plus what else reaches it. Where nothing has, the two share
     * memory: the caller's primitive must be the last reader of {@code gradient}.
     */
    public void pass(Tensor tensor, Tensor gradient) {
        if (!differentiable(tensor)) {
            return;
        }
        boolean reached = gradients.containsKey(tensor.storage());
        if (!reached && tensor.whole() && gradient.whole()) {
            gradients.put(tensor.storage(), gradient.storage());
            regions(tensor.storage()).add(tensor);
        } else {
            Sink sink = sink(tensor);
            record(new Add(gradient, sink.gradient(), sink.accumulate()));
        }
    }

    /** Appends the gradient primitives of all that was recorded, last first. The losses seed it with one. */
    public void backward() {
        if (!training) {
            throw new IllegalStateException("backward: an inference tape, expected a training tape");
        }
        List<Primitive> forward = List.copyOf(steps);
        inBlock = true; // what is recorded again is not checkpointed again
        int end = forward.size();
        for (int i = checkpoints.size() - 1; i >= 0; i--) {
            Checkpoint checkpoint = checkpoints.get(i);
            differentiate(forward.subList(checkpoint.end(), end));
            differentiate(checkpoint);
            end = checkpoint.first();
        }
        differentiate(forward.subList(0, end));
    }

    private void differentiate(List<Primitive> forward) {
        for (int i = forward.size() - 1; i >= 0; i--) {
            forward.get(i).backward(this);
        }
    }

    private void differentiate(Checkpoint checkpoint) {
        if (gradient(checkpoint.out()) != null) {
            int mark = steps.size();
            Tensor out = checkpoint.block().apply(checkpoint.x());
            List<Primitive> again = cut(mark);
            moveGradient(checkpoint.out().storage(), out.storage());
            differentiate(again);
            List<Primitive> gradient = cut(mark);
            List<Primitive> needed = Checkpoint.needed(again, gradient);
            steps.addAll(needed);
            steps.addAll(gradient);
            recomputedFlops += needed.stream().mapToLong(Primitive::flops).sum();
        }
        checkpoint.requireClosed(this);
    }

    /** Takes the steps from {@code mark} on off the tape. */
    private List<Primitive> cut(int mark) {
        List<Primitive> tail = steps.subList(mark, steps.size());
        List<Primitive> taken = List.copyOf(tail);
        tail.clear();
        return taken;
    }

    private void moveGradient(Storage from, Storage to) {
        Storage gradient = gradients.get(from);
        if (gradient != null && from != to) {
            gradients.put(to, gradient);
            regions(from).forEach(region -> regions(to).add(region.in(to)));
        }
    }

    /** What has been recorded so far. */
    public Recording recorded() {
        return new Recording(List.copyOf(steps), Map.copyOf(constants), recomputedFlops);
    }

    /** Whether two views of one storage share an element; told exactly where they have the same row stride. */
    private static boolean overlap(Tensor a, Tensor b) {
        if (a.rowStride() != b.rowStride()) {
            return a.offset() < end(b) && b.offset() < end(a);
        }
        long stride = a.rowStride();
        long columnA = a.offset() % stride;
        long columnB = b.offset() % stride;
        boolean columns = columnA < columnB + b.shape().last()
                && columnB < columnA + a.shape().last();
        boolean rows = a.offset() - columnA < end(b) && b.offset() - columnB < end(a);
        return columns && rows;
    }

    private static long end(Tensor tensor) {
        return tensor.offset()
                + (tensor.shape().rows() - 1) * tensor.rowStride()
                + tensor.shape().last();
    }

    private List<Tensor> regions(Storage storage) {
        return written.computeIfAbsent(storage, key -> new ArrayList<>());
    }

    /**
     * Where a share of a gradient goes.
     *
     * @param gradient the tensor to write
     * @param accumulate whether to add to it rather than overwrite it
     */
    public record Sink(Tensor gradient, boolean accumulate) {}
}
