package dev.diptych.nn.cuda.driver;

import static org.bytedeco.cuda.global.cudart.CUDA_SUCCESS;
import static org.bytedeco.cuda.global.cudart.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES;
import static org.bytedeco.cuda.global.cudart.cuFuncSetAttribute;
import static org.bytedeco.cuda.global.cudart.cuModuleGetFunction;
import static org.bytedeco.cuda.global.cudart.cuModuleLoadData;
import static org.bytedeco.cuda.global.cudart.cuModuleUnload;

import dev.diptych.nn.cuda.device.Kernel;
import dev.diptych.nn.cuda.launch.Launch;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.cuda.cudart.CUfunc_st;
import org.bytedeco.cuda.cudart.CUmod_st;
import org.bytedeco.javacpp.BytePointer;

/** The kernels of a context: each file is loaded when the first of its kernels is asked for. */
final class LoadedKernels implements AutoCloseable {
    private final ModuleCache cache;
    private final int capability;
    private final Map<String, CUmod_st> modules = new HashMap<>();
    private final Map<String, Function> functions = new HashMap<>();

    LoadedKernels(ModuleCache cache, int capability) {
        this.cache = cache;
        this.capability = capability;
    }

    Function function(String source, String name, int sharedBytes) {
        Function function = functions.computeIfAbsent(source + ":" + name, key -> find(source, name));
        if (sharedBytes > function.sharedBytes) {
            Check.driver(
                    name + " with " + sharedBytes + " bytes of shared memory",
                    cuFuncSetAttribute(function.address, CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, sharedBytes));
            function.sharedBytes = sharedBytes;
        }
        return function;
    }

    private Function find(String source, String name) {
        CUmod_st module = modules.computeIfAbsent(source, this::load);
        Function function = new Function(name);
        Check.driver("kernel " + name + " of " + source, cuModuleGetFunction(function.address, module, name));
        return function;
    }

    /** What was compiled elsewhere, if the driver takes it. */
    private CUmod_st load(String source) {
        byte[] packed = cache.packed(source, capability);
        if (packed != null) {
            CUmod_st module = new CUmod_st();
            if (load(module, packed) == CUDA_SUCCESS) {
                return module;
            }
        }
        CUmod_st module = new CUmod_st();
        Check.driver("load " + source, load(module, cache.image(source, capability)));
        return module;
    }

    private static int load(CUmod_st module, byte[] bytes) {
        try (BytePointer image = new BytePointer(bytes)) {
            return cuModuleLoadData(module, image);
        }
    }

    @Override
    public void close() {
        cache.finish();
        modules.values().forEach(module -> Check.driver("unload", cuModuleUnload(module)));
        modules.clear();
        functions.clear();
    }

    /** A loaded kernel. */
    static final class Function implements Kernel {
        private final String name;
        private final CUfunc_st address = new CUfunc_st();
        private int sharedBytes = Launch.PLAIN_SHARED_BYTES;

        Function(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        CUfunc_st address() {
            return address;
        }
    }
}
