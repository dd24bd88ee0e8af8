/**
 * A GPU through JavaCPP's presets of the CUDA driver, NVRTC and cuBLASLt: no other package knows them, and this one keeps
 * to calls that both CUDA 12 and CUDA 13 have.
 */
@NullMarked
package dev.diptych.nn.cuda.driver;

import org.jspecify.annotations.NullMarked;
