package dev.diptych.nn.nd4j;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/*
 * The last ND4J CUDA backend holds machine code for compute capability 3.7 to 8.6 and nothing that the driver could
 * compile on; code for 8.6 runs on 8.9. On a newer device it lets itself be selected and then fails at the first
 * operation. The check calls the CUDA driver through the presets that the backend brings, by reflection, as nothing else
 * here needs them.
 */
/** Refuses GPUs that ND4J's CUDA backend has no code for, before the backend is used. */
final class BackendGuard {
    private static final String BACKEND = "org/nd4j/linalg/jcublas/JCublasBackend.class";
    private static final int MAJOR_ATTRIBUTE = 75; // CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR
    private static final int MINOR_ATTRIBUTE = 76;
    private static final int LEAST = 37;
    private static final int END = 90;

    private BackendGuard() {}

    /**
     * Does nothing where the backend is not on the class path.
     *
     * @throws IllegalStateException if it is, and the first GPU can't run its code
     */
    static void check() {
        if (BackendGuard.class.getClassLoader().getResource(BACKEND) != null) {
            require(capability());
        }
    }

    /**
     * Checks a compute capability, ten times the major plus the minor number.
     *
     * @throws IllegalStateException if the backend has no code for it
     */
    static void require(int capability) {
        if (capability < LEAST || capability >= END) {
            throw new IllegalStateException("nd4j: ND4J's CUDA backend: no code for compute capability "
                    + capability / 10 + "." + capability % 10
                    + ", expected 3.7 to 8.9; the devices cuda and cpu need no ND4J");
        }
    }

    private static int capability() {
        try {
            Class<?> driver = Class.forName("org.bytedeco.cuda.global.cudart");
            call(driver.getMethod("cuInit", int.class), 0);
            Method attribute = driver.getMethod("cuDeviceGetAttribute", int[].class, int.class, int.class);
            int[] major = new int[1];
            int[] minor = new int[1];
            call(attribute, major, MAJOR_ATTRIBUTE, 0);
            call(attribute, minor, MINOR_ATTRIBUTE, 0);
            return 10 * major[0] + minor[0];
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new IllegalStateException(
                    "nd4j: ND4J's CUDA backend: no CUDA driver that answers, expected one; the device cpu needs none",
                    e);
        }
    }

    private static void call(Method method, Object... arguments)
            throws IllegalAccessException, InvocationTargetException {
        Object status = method.invoke(null, arguments);
        if (!Integer.valueOf(0).equals(status)) {
            throw new IllegalStateException("nd4j: ND4J's CUDA backend: " + method.getName() + " reports error "
                    + status + ", expected a GPU; the device cpu needs none");
        }
    }
}
