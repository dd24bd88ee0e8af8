package dev.diptych.nn.cuda.driver;

import static org.bytedeco.cuda.global.cudart.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR;
import static org.bytedeco.cuda.global.cudart.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR;
import static org.bytedeco.cuda.global.cudart.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN;
import static org.bytedeco.cuda.global.cudart.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT;
import static org.bytedeco.cuda.global.cudart.cuCtxSetCurrent;
import static org.bytedeco.cuda.global.cudart.cuDeviceGet;
import static org.bytedeco.cuda.global.cudart.cuDeviceGetAttribute;
import static org.bytedeco.cuda.global.cudart.cuDeviceGetCount;
import static org.bytedeco.cuda.global.cudart.cuDeviceGetName;
import static org.bytedeco.cuda.global.cudart.cuDevicePrimaryCtxRetain;
import static org.bytedeco.cuda.global.cudart.cuDeviceTotalMem;
import static org.bytedeco.cuda.global.cudart.cuDriverGetVersion;
import static org.bytedeco.cuda.global.cudart.cuInit;

import dev.diptych.nn.cuda.device.GpuFacts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.cuda.cudart.CUctx_st;
import org.bytedeco.javacpp.SizeTPointer;
import org.jspecify.annotations.Nullable;

/**
 * A device's primary context, made current for whichever thread calls. It stays until the process ends: making it takes a
 * good part of a second, and what an engine puts in it the engine takes out.
 */
final class Context {
    private final int device;
    private final CUctx_st context = new CUctx_st();
    private @Nullable Thread current;

    Context(int number) {
        this.device = device(number);
        Check.driver("context of device " + number, cuDevicePrimaryCtxRetain(context, device));
    }

    /**
     * The devices that the driver sees.
     *
     * @throws IllegalStateException if there is no driver or it reports an error
     */
    static List<GpuFacts> devices() {
        Libraries.loadAll();
        if (version() / 1000 < Libraries.major()) {
            throw new IllegalStateException("driver too old: it knows CUDA " + driverVersion() + ", expected CUDA "
                    + Libraries.major() + " or newer");
        }
        Check.driver("cuInit", cuInit(0));
        int[] count = new int[1];
        Check.driver("device count", cuDeviceGetCount(count));
        List<GpuFacts> devices = new ArrayList<>();
        for (int number = 0; number < count[0]; number++) {
            devices.add(facts(number));
        }
        return devices;
    }

    /** The newest CUDA that the driver knows, such as 13.0. */
    static String driverVersion() {
        return version() / 1000 + "." + version() % 1000 / 10;
    }

    private static int version() {
        int[] version = new int[1];
        Check.driver("driver version", cuDriverGetVersion(version));
        return version[0];
    }

    static GpuFacts facts(int number) {
        int device = device(number);
        byte[] name = new byte[256];
        Check.driver("device name", cuDeviceGetName(name, name.length, device));
        int length = 0;
        while (length < name.length && name[length] != 0) {
            length++;
        }
        int major = attribute(device, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR);
        int minor = attribute(device, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
        try (SizeTPointer total = new SizeTPointer(1)) {
            Check.driver("device memory", cuDeviceTotalMem(total, device));
            return new GpuFacts(
                    number,
                    new String(name, 0, length, StandardCharsets.UTF_8),
                    10 * major + minor,
                    attribute(device, CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT),
                    attribute(device, CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN),
                    total.get());
        }
    }

    /** Makes the context the calling thread's. */
    void enter() {
        Thread thread = Thread.currentThread();
        if (current != thread) {
            Check.driver("set context", cuCtxSetCurrent(context));
            current = thread;
        }
    }

    private static int device(int number) {
        int[] device = new int[1];
        Check.driver("device " + number, cuDeviceGet(device, number));
        return device[0];
    }

    private static int attribute(int device, int attribute) {
        int[] value = new int[1];
        Check.driver("device attribute " + attribute, cuDeviceGetAttribute(value, attribute, device));
        return value[0];
    }
}
