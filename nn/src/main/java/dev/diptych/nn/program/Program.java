package dev.diptych.nn.program;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Memory;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Storage;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A recorded tape bound to an engine: a flat list of ops that runs many times and allocates nothing. */
public final class Program {
    private final List<Primitive> primitives;
    private final Op[] ops;
    private final Engine engine;
    private final List<MemoryPlan> plans;
    private final long recomputedFlops;
    private final long executedFlops;

    private Program(List<Primitive> primitives, Op[] ops, Engine engine, List<MemoryPlan> plans, long recomputedFlops) {
        this.primitives = primitives;
        this.ops = ops;
        this.engine = engine;
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
        List<Primitive> primitives = tape.steps();
        List<MemoryPlan> plans = new ArrayList<>();
        for (DType dtype : DType.values()) {
            MemoryPlan plan = MemoryPlan.of(primitives, dtype);
            if (plan.elements() > 0) {
                Memory arena = workspace.arena(dtype, plan.elements());
                plan.offsets().forEach((storage, offset) -> storage.place(arena, offset));
                plans.add(plan);
            }
        }
        for (Storage storage : boundary(primitives)) {
            if (!storage.placed()) {
                storage.place(engine.allocate(storage.dtype(), storage.elements()), 0);
            }
        }
        tape.constants().forEach((tensor, values) -> {
            if (tensor.storage().placed()) {
                engine.write(tensor, values);
            }
        });
        Op[] ops = new Op[primitives.size()];
        for (int i = 0; i < ops.length; i++) {
            ops[i] = primitives.get(i).bind(engine);
        }
        return new Program(primitives, ops, engine, plans, tape.recomputedFlops());
    }

    /** Runs every op in order and waits for the last to end. */
    public void run() {
        for (Op op : ops) {
            op.run();
        }
        engine.finish();
    }

    /** Runs once as {@link #run} does, adding each op's nanoseconds to {@code nanos}, which has {@link #size} entries. */
    public void runTimed(long[] nanos) {
        for (int i = 0; i < ops.length; i++) {
            long start = System.nanoTime();
            ops[i].run();
            engine.finish();
            nanos[i] += System.nanoTime() - start;
        }
    }

    public List<Primitive> primitives() {
        return primitives;
    }

    public int size() {
        return ops.length;
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

    private static Set<Storage> boundary(List<Primitive> primitives) {
        Set<Storage> storages = new LinkedHashSet<>();
        for (Primitive primitive : primitives) {
            List<Tensor> tensors = new ArrayList<>(primitive.reads());
            tensors.addAll(primitive.writes());
            for (Tensor tensor : tensors) {
                Role role = tensor.storage().role();
                if (role == Role.INPUT || role == Role.OUTPUT) {
                    storages.add(tensor.storage());
                }
            }
        }
        return storages;
    }
}
