package dev.diptych.nn.cuda;

/**
 * How the engine computes.
 *
 * @param tf32 whether products of float32 operands round them to TensorFloat-32 (10 bits of precision)
 */
record CudaOptions(boolean tf32) {
    /** float32 products in float32. */
    public static final CudaOptions DEFAULT = new CudaOptions(false);
}
