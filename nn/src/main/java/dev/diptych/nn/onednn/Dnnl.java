package dev.diptych.nn.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.diptych.nn.engine.Op;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/** oneDNN's CPU engine with one stream, and what its primitives are made of; every status is checked. */
final class Dnnl implements AutoCloseable {
    private final dnnl_engine engine;
    private final dnnl_stream stream;
    private final @Nullable Dnnl parent; // whose engine, stream and shared memories this uses
    private final List<Runnable> releases = new ArrayList<>();
    private final List<NativeMemory> memories = new ArrayList<>();
    private @Nullable NativeMemory scratchpad;
    private @Nullable NativeMemory reordered;
    private final int threads;

    /** @param threads that its primitives compute with, at least 1 */
    Dnnl(int threads) {
        this.threads = threads;
        this.parent = null;
        this.engine = new dnnl_engine();
        this.stream = new dnnl_stream();
        check("engine", dnnl_engine_create(engine, dnnl_cpu, 0));
        check("stream", dnnl_stream_create(stream, engine, dnnl_stream_default_flags));
    }

    private Dnnl(Dnnl parent) {
        this.threads = parent.threads;
        this.parent = parent;
        this.engine = parent.engine;
        this.stream = parent.stream;
    }

    /** The same engine and stream, with memories and objects that are released on their own. */
    Dnnl region() {
        return new Dnnl(this);
    }

    NativeMemory allocate(DType dtype, long elements) {
        NativeMemory memory = new NativeMemory(this, dtype, elements);
        memories.add(memory);
        return memory;
    }

    dnnl_engine engine() {
        return engine;
    }

    /** A plain layout. */
    dnnl_memory_desc layout(DType dtype, long[] sizes, long[] strides) {
        return layout(type(dtype), sizes, strides);
    }

    /** A plain layout of one of oneDNN's types. */
    dnnl_memory_desc layout(int type, long[] sizes, long[] strides) {
        dnnl_memory_desc desc = new dnnl_memory_desc();
        check(
                "layout " + Arrays.toString(sizes),
                dnnl_memory_desc_create_with_strides(desc, sizes.length, sizes, type, strides));
        releases.add(() -> dnnl_memory_desc_destroy(desc));
        return desc;
    }

    /** A layout that the primitive chooses. */
    dnnl_memory_desc anyLayout(DType dtype, long... sizes) {
        return anyLayout(type(dtype), sizes);
    }

    /** A layout of one of oneDNN's types that the primitive chooses. */
    dnnl_memory_desc anyLayout(int type, long... sizes) {
        dnnl_memory_desc desc = new dnnl_memory_desc();
        check(
                "layout " + Arrays.toString(sizes),
                dnnl_memory_desc_create_with_tag(desc, sizes.length, sizes, type, dnnl_format_tag_any));
        releases.add(() -> dnnl_memory_desc_destroy(desc));
        return desc;
    }

    /** A tensor as a matrix of its innermost rows. */
    dnnl_memory_desc matrix(Tensor tensor) {
        return layout(
                tensor.dtype(),
                new long[] {tensor.shape().rows(), tensor.shape().last()},
                new long[] {tensor.rowStride(), 1});
    }

    /** A contiguous tensor as one axis. */
    dnnl_memory_desc vector(Tensor tensor) {
        return layout(tensor.dtype(), new long[] {tensor.shape().elements()}, new long[] {1});
    }

    private static int type(DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> dnnl_f32;
            case BFLOAT16 -> dnnl_bf16;
            case INT32 -> dnnl_s32;
        };
    }

    int threads() {
        return threads;
    }

    /** Before primitives are made or run: a primitive is made for as many threads as will run it. */
    void enter() {
        OpenMp.use(threads);
    }

    dnnl_primitive_desc description() {
        enter();
        dnnl_primitive_desc description = new dnnl_primitive_desc();
        releases.add(() -> dnnl_primitive_desc_destroy(description));
        return description;
    }

    /** Attributes with the given epilogue, the scratchpad being ours. */
    dnnl_primitive_attr attributes(Epilogue epilogue) {
        dnnl_primitive_attr attributes = new dnnl_primitive_attr();
        check("attributes", dnnl_primitive_attr_create(attributes));
        check("scratchpad mode", dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user));
        dnnl_post_ops operations = new dnnl_post_ops();
        check("epilogue", dnnl_post_ops_create(operations));
        epilogue.append(operations);
        check("epilogue", dnnl_primitive_attr_set_post_ops(attributes, operations));
        check("epilogue", dnnl_post_ops_destroy(operations));
        releases.add(() -> dnnl_primitive_attr_destroy(attributes));
        return attributes;
    }

    /** Attributes of a product whose weights have a factor for each column. */
    dnnl_primitive_attr scaledColumns() {
        dnnl_primitive_attr attributes = attributes();
        check("scales", dnnl_primitive_attr_set_scales_mask(attributes, DNNL_ARG_WEIGHTS, 1 << 1));
        return attributes;
    }

    dnnl_primitive_attr attributes() {
        return attributes(operations -> {});
    }

    /** The product of two layouts of rank two or more, {@code bias} being one row or absent. */
    dnnl_primitive_desc product(
            dnnl_memory_desc a,
            dnnl_memory_desc b,
            @Nullable dnnl_memory_desc bias,
            dnnl_memory_desc out,
            dnnl_primitive_attr attributes) {
        dnnl_primitive_desc description = description();
        check("matmul", dnnl_matmul_primitive_desc_create(description, engine, a, b, bias, out, attributes));
        return description;
    }

    /** The argument by which a post-op that stands at {@code index} knows its second operand. */
    static int postOp(int index) {
        return DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE * (index + 1) | DNNL_ARG_SRC_1;
    }

    /** A described primitive with its arguments, ready to run. */
    Op op(dnnl_primitive_desc description, Argument... arguments) {
        dnnl_primitive primitive = new dnnl_primitive();
        check("primitive", dnnl_primitive_create(primitive, description));
        releases.add(() -> dnnl_primitive_destroy(primitive));
        dnnl_memory_desc scratch = dnnl_primitive_desc_query_md(description, dnnl_query_scratchpad_md, 0);
        int count = arguments.length + (dnnl_memory_desc_get_size(scratch) > 0 ? 1 : 0);
        dnnl_exec_arg_t args = new dnnl_exec_arg_t(count);
        for (int i = 0; i < arguments.length; i++) {
            args.position(i).arg(arguments[i].number).memory(arguments[i].memory);
        }
        if (count > arguments.length) {
            args.position(arguments.length).arg(DNNL_ARG_SCRATCHPAD).memory(scratch(scratch));
        }
        args.position(0);
        return () -> {
            int status = dnnl_primitive_execute(primitive, stream, count, args);
            if (status != dnnl_success) {
                throw new IllegalStateException("onednn: execute: status " + status + ", expected success");
            }
        };
    }

    Argument argument(int number, dnnl_memory_desc layout, Tensor tensor) {
        return new Argument(
                number, memory(layout, ((NativeMemory) tensor.storage().memory()).address(tensor)));
    }

    void finish() {
        check("wait", dnnl_stream_wait(stream));
    }

    @Override
    public void close() {
        releases.forEach(Runnable::run);
        releases.clear();
        if (parent == null) {
            dnnl_stream_destroy(stream);
            dnnl_engine_destroy(engine);
        }
        memories.forEach(NativeMemory::free);
        memories.clear();
    }

    static void check(String what, int status) {
        if (status != dnnl_success) {
            throw new IllegalStateException("onednn: " + what + ": status " + status + ", expected success");
        }
    }

    /** The memory at an address, seen in a layout. */
    dnnl_memory memory(dnnl_memory_desc layout, Pointer address) {
        dnnl_memory memory = new dnnl_memory();
        check("memory", dnnl_memory_create(memory, layout, engine, address));
        releases.add(() -> dnnl_memory_destroy(memory));
        return memory;
    }

    /** Copies from one layout to another. */
    Op reorder(Argument from, dnnl_memory_desc source, Argument to, dnnl_memory_desc target) {
        dnnl_primitive_desc description = description();
        check("reorder", dnnl_reorder_primitive_desc_create(description, source, engine, target, engine, attributes()));
        return op(description, from, to);
    }

    /** Memory for weights in the layout that one op chose: it holds them while that op runs. */
    dnnl_memory reordered(dnnl_memory_desc layout) {
        return memory(layout, reordered(floats(layout)).start());
    }

    /** Ops run one after another, so they share one scratchpad; it is replaced when a larger one is asked for. */
    private dnnl_memory scratch(dnnl_memory_desc layout) {
        return memory(layout, scratchpad(floats(layout)).start());
    }

    /** Memory that an op has to itself while it runs. */
    NativeMemory reordered(long floats) {
        if (parent != null) {
            return parent.reordered(floats);
        }
        if (reordered == null || reordered.elements() < floats) {
            reordered = allocate(DType.FLOAT32, floats);
        }
        return reordered;
    }

    private NativeMemory scratchpad(long floats) {
        if (parent != null) {
            return parent.scratchpad(floats);
        }
        if (scratchpad == null || scratchpad.elements() < floats) {
            scratchpad = allocate(DType.FLOAT32, floats);
        }
        return scratchpad;
    }

    /** A layout of its own, for as long as this is open. */
    dnnl_memory_desc copy(dnnl_memory_desc layout) {
        dnnl_memory_desc copy = new dnnl_memory_desc();
        check("layout", dnnl_memory_desc_clone(copy, layout));
        releases.add(() -> dnnl_memory_desc_destroy(copy));
        return copy;
    }

    /** Whether a primitive is one of oneDNN's plain loops, which are slow. */
    static boolean isPlain(dnnl_primitive_desc description) {
        try (PointerPointer<BytePointer> name = new PointerPointer<>(1)) {
            check("name", dnnl_primitive_desc_query(description, dnnl_query_impl_info_str, 0, name));
            return name.get(BytePointer.class, 0).getString().startsWith("ref");
        }
    }

    /** Memory that holds a layout, in units of float32. */
    static long floats(dnnl_memory_desc layout) {
        return dnnl_memory_desc_get_size(layout) / DType.FLOAT32.bytes() + 1;
    }

    /** What follows a primitive's own computation: post-ops, appended in order. */
    @FunctionalInterface
    interface Epilogue {
        void append(dnnl_post_ops operations);
    }

    /** A memory under the number by which a primitive knows it. */
    record Argument(int number, dnnl_memory memory) {}
}
