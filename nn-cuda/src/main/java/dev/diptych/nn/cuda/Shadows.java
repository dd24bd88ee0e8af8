package dev.diptych.nn.cuda;

import dev.diptych.nn.cuda.device.Gpu;
import dev.diptych.nn.cuda.device.Work;
import dev.diptych.nn.cuda.kernel.Kernels;
import dev.diptych.nn.tape.Add;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Storage;
import dev.diptych.nn.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/*
 * Products in bfloat16 read copies of the float32 parameters that lie where the masters do in a block of their own. The
 * optimiser writes both; where the host has written a master, the block's copy is made anew before the next product or
 * program. Nothing else writes parameters.
 */
/** The bfloat16 copies of parameter blocks. */
final class Shadows {
    private static final int COLUMNS = 16; // elements at which parameters are aligned in their blocks

    private final Gpu gpu;
    private final Kernels kernels;
    private final Launcher launcher;
    private final BiFunction<DType, Long, CudaMemory> allocator;
    private final Map<CudaMemory, Shadow> shadows = new LinkedHashMap<>();
    private int version;

    Shadows(Gpu gpu, Kernels kernels, Launcher launcher, BiFunction<DType, Long, CudaMemory> allocator) {
        this.gpu = gpu;
        this.kernels = kernels;
        this.launcher = launcher;
        this.allocator = allocator;
    }

    /** Changes when a copy comes or goes: a graph that was captured at another version is out of date. */
    int version() {
        return version;
    }

    /** Gives back the copy of a block that is about to be given back, if there is one. */
    void forget(CudaMemory master) {
        Shadow shadow = shadows.remove(master);
        if (shadow != null) {
            version++;
            gpu.free(shadow.copy.address());
        }
    }

    /** The copy of a parameter; from now on its block has one. */
    Tensor of(Tensor master) {
        Shadow shadow = shadows.computeIfAbsent(CudaMemory.of(master), this::create);
        return view(master, shadow.copy);
    }

    /** The copy of a tensor if its block has one. */
    @Nullable
    Tensor known(Tensor master) {
        Shadow shadow = shadows.get(CudaMemory.of(master));
        return shadow == null ? null : view(master, shadow.copy);
    }

    /** Tells that the host has written to a tensor. */
    void written(Tensor tensor) {
        Shadow shadow = shadows.get(CudaMemory.of(tensor));
        if (shadow != null) {
            shadow.stale = true;
        }
    }

    /** Brings every copy up to date. */
    void refresh() {
        for (Shadow shadow : shadows.values()) {
            if (shadow.stale) {
                gpu.run(shadow.cast);
                shadow.stale = false;
            }
        }
    }

    private Shadow create(CudaMemory master) {
        version++;
        CudaMemory copy = allocator.apply(DType.BFLOAT16, master.elements());
        Add cast = new Add(whole("parameters", master), whole("parameters in bfloat16", copy), false);
        return new Shadow(copy, launcher.work(cast, kernels.of(cast)));
    }

    private static Tensor whole(String name, CudaMemory memory) {
        Storage storage = new Storage(name, memory.dtype(), Role.STATE, memory.elements());
        storage.place(memory, 0);
        int columns = memory.elements() % COLUMNS == 0 ? COLUMNS : 1; // a vector's length would be limited to 2^31
        Shape shape = Shape.of(Math.toIntExact(memory.elements() / columns), columns);
        return new Tensor(storage, shape, columns, 0);
    }

    private static Tensor view(Tensor master, CudaMemory copy) {
        Storage own = master.storage();
        Storage storage = new Storage(own.name() + " in bfloat16", DType.BFLOAT16, own.role(), own.elements());
        storage.place(copy, own.offset());
        return master.in(storage);
    }

    private static final class Shadow {
        private final CudaMemory copy;
        private final Work cast;
        private boolean stale = true;

        Shadow(CudaMemory copy, Work cast) {
            this.copy = copy;
            this.cast = cast;
        }
    }
}
