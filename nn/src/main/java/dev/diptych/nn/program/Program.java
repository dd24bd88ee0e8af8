package dev.diptych.nn.program;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tape.Recording;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Memory;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Storage;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** A recorded tape bound to an engine: a flat list of ops that runs many times and allocates nothing. */
public final class Program {
    private final List<Primitive> primitives;
    private final List<Op> ops;
    private final Op whole;
    private final Engine engine;
    private final BooleanSupplier stop;
    private final List<MemoryPlan> plans;
    private final long recomputedFlops;
    private final long executedFlops;

    private Program(
            List<Primitive> primitives,
            List<Op> ops,
            Engine engine,
            BooleanSupplier stop,
            List<MemoryPlan> plans,
            long recomputedFlops) {
        this.primitives = primitives;
        this.ops = ops;
        this.whole = engine.sequence(ops, stop);
        this.engine = engine;
        this.stop = stop;
        this.plans = plans;
        this.recomputedFlops = recomputedFlops;
        this.executedFlops = primitives.stream().mapToLong(Primitive::flops).sum();
    }

    /**
     * Plans the memory of what {@code tape} recorded, allocates it and binds every primitive. Parameters and state must
     * have been placed before; inputs and outputs get memory of their own.
     */
    public static Program compile(Tape tape, Engine engine) {
        return compile(tape, engine, new Workspace(engine));
    }

    /** As {@link #compile(Tape, Engine)}, with the activations in an arena that other programs use too. */
    public static Program compile(Tape tape, Engine engine, Workspace workspace) {
        Recording recording = tape.recorded();
        List<Primitive> primitives = engine.arrange(Lowering.of(recording.steps(), engine));
        List<MemoryPlan> plans = new ArrayList<>();
        long asked = 0;
        for (DType dtype : DType.values()) {
            MemoryPlan plan = MemoryPlan.of(primitives, dtype);
            if (plan.elements() > 0) {
                plans.add(plan);
                asked += workspace.missingBytes(dtype, plan.elements());
            }
        }
        List<Storage> boundary = boundary(primitives);
        for (Storage storage : boundary) {
            asked += storage.elements() * storage.dtype().bytes();
        }
        engine.reserve(asked);
        for (MemoryPlan plan : plans) {
            Memory arena = workspace.arena(plan.dtype(), plan.elements());
            plan.offsets().forEach((storage, offset) -> storage.place(arena, offset));
        }
        for (Storage storage : boundary) {
            storage.place(engine.allocate(storage.dtype(), storage.elements()), 0);
        }
        recording.constants().forEach((tensor, values) -> {
            if (tensor.storage().placed()) {
                engine.write(tensor, values);
            }
        });
        List<Op> ops = primitives.stream().map(engine::bind).toList();
        return new Program(primitives, ops, engine, workspace.stop(), plans, recording.recomputedFlops());
    }

    /**
     * Runs every op in order; on a device that computes by itself they may end later, and reading a tensor waits for it.
     *
     * @throws java.util.concurrent.CancellationException if the workspace's {@code stop} says so; what the program writes is
     *     then of no use
     */
    public void run() {
        whole.run();
    }

    /** Some of its ops, for a run with something of the host's between: {@code from} to {@code to}, as {@link #primitives} counts. */
    public Op part(int from, int to) {
        return engine.sequence(ops.subList(from, to), stop);
    }

    /** Waits for what {@link #run} started to end. */
    public void finish() {
        engine.finish();
    }

    /** Runs once as {@link #run} does, adding each op's nanoseconds to {@code nanos}, which has {@link #size} entries. */
    public void runTimed(long[] nanos) {
        engine.time(ops, nanos);
    }

    public List<Primitive> primitives() {
        return primitives;
    }

    public int size() {
        return ops.size();
    }

    /** Floating-point operations that the model takes: of one run, but for what checkpoints compute a second time. */
    public long flops() {
        return executedFlops - recomputedFlops;
    }

    /** Floating-point operations of one run, all primitives added up. */
    public long executedFlops() {
        return executedFlops;
    }

    /** Bytes that the activations take, sharing included. */
    public long activationBytes() {
        return plans.stream().mapToLong(MemoryPlan::bytes).sum();
    }

    /** Bytes that the activations would take if none shared. */
    public long unsharedActivationBytes() {
        return plans.stream().mapToLong(MemoryPlan::unsharedBytes).sum();
    }

    /** What the host writes or reads and has no memory yet. */
    private static List<Storage> boundary(List<Primitive> primitives) {
        Set<Storage> storages = new LinkedHashSet<>();
        for (Primitive primitive : primitives) {
            List<Tensor> tensors = new ArrayList<>(primitive.reads());
            tensors.addAll(primitive.writes());
            for (Tensor tensor : tensors) {
                Role role = tensor.storage().role();
                if ((role == Role.INPUT || role == Role.OUTPUT)
                        && !tensor.storage().placed()) {
                    storages.add(tensor.storage());
                }
            }
        }
        return List.copyOf(storages);
    }
}
