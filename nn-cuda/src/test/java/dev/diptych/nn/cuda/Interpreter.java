package dev.diptych.nn.cuda;

import dev.diptych.nn.engine.Op;
import dev.diptych.nn.onednn.OneDnnEngine;
import dev.diptych.nn.op.Activation;
import dev.diptych.nn.op.Attention;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.tape.Add;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tensor.BFloat16;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Storage;
import dev.diptych.nn.tensor.Tensor;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Stands for the kernels: runs the primitive that launches compute on the CPU engine, on copies of its tensors' whole
 * storages.
 */
final class Interpreter implements AutoCloseable {
    private final FakeMemory memory;
    private final OneDnnEngine engine = new OneDnnEngine();

    Interpreter(FakeMemory memory) {
        this.memory = memory;
    }

    Runnable of(Primitive primitive) {
        Mirror mirror = new Mirror();
        if (primitive instanceof CopyingUpdate update) {
            Tensor parameter = mirror.of(update.step().parameter());
            Op step = engine.bind(mirror.of((Primitive) update.step()));
            Op copy = engine.bind(new Add(parameter, mirror.of(update.copy()), false));
            return mirror.around(primitive, List.of(step, copy));
        }
        if (primitive instanceof Finish finish) {
            return mirror.around(primitive, finish(mirror, finish.product()));
        }
        if (primitive instanceof Attention attention && attention.fused()) {
            Attention unfused = mirror.unfused(attention);
            Tensor sums = mirror.of(attention.probabilities());
            return mirror.around(primitive, List.of(engine.bind(unfused), () -> sums(unfused, sums)));
        }
        if (primitive instanceof Attention.Grad grad && grad.forward().fused()) {
            Attention forward = mirror.unfused(grad.forward());
            Tensor scores =
                    mirror.fresh(forward.q().dtype(), forward.probabilities().shape());
            Tensor out = mirror.fresh(forward.out().dtype(), forward.out().shape());
            Attention again = new Attention(
                    forward.q(),
                    forward.k(),
                    forward.v(),
                    forward.heads(),
                    forward.causal(),
                    forward.visible(),
                    forward.scores(),
                    forward.probabilities(),
                    out);
            Attention.Grad unfused = new Attention.Grad(
                    again,
                    mirror.of(grad.dout()),
                    scores,
                    mirror.of(grad.dq()),
                    mirror.of(grad.dk()),
                    mirror.of(grad.dv()));
            return mirror.around(primitive, List.of(engine.bind(again), engine.bind(unfused)));
        }
        List<Op> ops = (engine.binds(primitive) ? List.of(primitive) : primitive.parts())
                .stream().map(part -> engine.bind(mirror.of(part))).toList();
        return mirror.around(primitive, ops);
    }

    /** {@code out = act(out + bias) + residual}; a bias is added as the product of a column of ones by it. */
    private List<Op> finish(Mirror mirror, Matmul op) {
        List<Op> ops = new ArrayList<>();
        Tensor out = mirror.of(op.out());
        Tensor wide = mirror.fresh(DType.FLOAT32, Shape.of(op.m(), op.n()));
        ops.add(engine.bind(new Add(out, wide, false)));
        if (op.bias() != null) {
            Tensor vector = mirror.of(op.bias()); // perhaps a part of a longer one
            Tensor bias = new Tensor(vector.storage(), Shape.of(1, op.n()), op.n(), vector.offset());
            Tensor ones = mirror.fresh(DType.FLOAT32, Shape.of(op.m(), 1));
            float[] values = new float[op.m()];
            Arrays.fill(values, 1);
            engine.write(ones, values);
            ops.add(engine.bind(Matmul.product(ones, false, bias, false, wide, true)));
        }
        Activation.Kind kind = op.activation();
        if (kind != null) {
            Tensor before = mirror.fresh(DType.FLOAT32, wide.shape());
            ops.add(engine.bind(new Add(wide, before, false)));
            ops.add(engine.bind(new Activation(kind, before, wide)));
        }
        if (op.residual() != null) {
            ops.add(engine.bind(new Add(mirror.of(op.residual()), wide, true)));
        }
        ops.add(engine.bind(new Add(wide, out, false)));
        return ops;
    }

    /** The logarithm of each query's softmax sum. */
    private void sums(Attention op, Tensor sums) {
        float[] q = all(op.q());
        float[] k = all(op.k());
        float[] visible = op.visible() == null ? new float[0] : all(op.visible());
        int depth = op.width() / op.heads();
        float[] values = new float[Math.toIntExact(sums.shape().elements())];
        for (int at = 0; at < values.length; at++) {
            int query = at % op.queries();
            int head = at / op.queries() % op.heads();
            int batch = at / op.queries() / op.heads();
            int last = op.causal() ? query : op.visible() == null ? op.tokens() - 1 : (int) visible[batch];
            double[] scores = new double[last + 1];
            for (int token = 0; token <= last; token++) {
                for (int d = 0; d < depth; d++) {
                    scores[token] += (double) q[place(op.q(), batch * op.queries() + query, head * depth + d)]
                            * k[place(op.k(), batch * op.tokens() + token, head * depth + d)];
                }
                scores[token] *= op.scale();
            }
            double largest = Arrays.stream(scores).max().orElseThrow();
            values[at] = (float) (largest
                    + Math.log(Arrays.stream(scores)
                            .map(score -> Math.exp(score - largest))
                            .sum()));
        }
        engine.write(sums, values);
    }

    /** All of a tensor's storage. */
    private float[] all(Tensor tensor) {
        int length = Math.toIntExact(tensor.storage().elements());
        float[] values = new float[length];
        Tensor whole = new Tensor(tensor.storage(), Shape.of(length), length, 0);
        if (tensor.dtype() == DType.INT32) {
            IntBuffer integers = engine.ints(whole);
            for (int i = 0; i < length; i++) {
                values[i] = integers.get(i);
            }
        } else {
            engine.read(whole, values);
        }
        return values;
    }

    private static int place(Tensor tensor, int row, int column) {
        return Math.toIntExact(tensor.offset() + row * tensor.rowStride() + column);
    }

    @Override
    public void close() {
        engine.close();
    }

    /** A primitive's storages on the CPU engine. */
    private final class Mirror {
        private final Map<Storage, Tensor> copies = new IdentityHashMap<>();

        Tensor of(Tensor tensor) {
            Storage storage = tensor.storage();
            Tensor whole = copies.computeIfAbsent(storage, key -> fresh(key.dtype(), Shape.of(length(key))));
            return tensor.in(whole.storage());
        }

        Tensor fresh(DType dtype, Shape shape) {
            Tensor tensor = Tensor.create("copy", dtype, Role.INPUT, shape);
            tensor.storage().place(engine.allocate(dtype, shape.elements()), 0);
            return tensor;
        }

        Attention unfused(Attention op) {
            Shape map = Shape.of(op.batch(), op.heads(), op.queries(), op.tokens());
            Tensor scores = fresh(DType.FLOAT32, map);
            Tensor probabilities =
                    op.q().dtype() == DType.FLOAT32 ? scores : fresh(op.q().dtype(), map);
            Tensor visible = op.visible();
            return new Attention(
                    of(op.q()),
                    of(op.k()),
                    of(op.v()),
                    op.heads(),
                    op.causal(),
                    visible == null ? null : of(visible),
                    scores,
                    probabilities,
                    of(op.out()));
        }

        Primitive of(Primitive primitive) {
            return (Primitive) Objects.requireNonNull(of((Object) primitive));
        }

        /** A record with every tensor in it, at any depth, replaced by its copy. */
        @Nullable
        Object of(@Nullable Object value) {
            if (value instanceof Tensor tensor) {
                return of(tensor);
            }
            if (value instanceof List<?> list) {
                return list.stream().map(this::of).toList();
            }
            if (!(value instanceof Primitive) || !value.getClass().isRecord()) {
                return value;
            }
            RecordComponent[] components = value.getClass().getRecordComponents();
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            Object[] values = new Object[components.length];
            try {
                for (int i = 0; i < values.length; i++) {
                    values[i] = of(components[i].getAccessor().invoke(value));
                }
                Constructor<?> constructor = value.getClass().getDeclaredConstructor(types);
                return constructor.newInstance(values);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("interpreter: " + value, e);
            }
        }

        Runnable around(Primitive primitive, List<Op> ops) {
            return () -> {
                copies.forEach(this::load);
                ops.forEach(Op::run);
                engine.finish();
                for (Tensor written : primitive.writes()) {
                    Tensor copy = copies.get(written.storage());
                    if (copy != null) {
                        store(written.storage(), copy);
                    }
                }
            };
        }

        private void load(Storage storage, Tensor copy) {
            if (!storage.placed()) {
                return; // what passes between parts has no place on the device
            }
            ByteBuffer bytes = view(storage);
            int length = length(storage);
            if (storage.dtype() == DType.INT32) {
                int[] values = new int[length];
                bytes.asIntBuffer().get(values);
                engine.write(copy, values);
                return;
            }
            float[] values = new float[length];
            for (int i = 0; i < length; i++) {
                values[i] = storage.dtype() == DType.FLOAT32
                        ? bytes.getFloat(4 * i)
                        : BFloat16.toFloat(bytes.getShort(2 * i));
            }
            engine.write(copy, values);
        }

        private void store(Storage storage, Tensor copy) {
            float[] values = new float[length(storage)];
            engine.read(copy, values);
            ByteBuffer bytes = view(storage);
            for (int i = 0; i < values.length; i++) {
                if (storage.dtype() == DType.FLOAT32) {
                    bytes.putFloat(4 * i, values[i]);
                } else {
                    bytes.putShort(2 * i, BFloat16.of(values[i]));
                }
            }
        }

        private ByteBuffer view(Storage storage) {
            CudaMemory block = (CudaMemory) storage.memory();
            int bytes = storage.dtype().bytes();
            return memory.view(block.address() + storage.offset() * bytes, storage.elements() * bytes);
        }

        private int length(Storage storage) {
            return Math.toIntExact(storage.elements());
        }
    }
}
