package dev.diptych.nn.cuda.device;

import java.nio.ByteBuffer;

/**
 * Host memory that a GPU copies from and to by itself; valid until the GPU is closed.
 *
 * @param bytes all of it, in native order
 * @param address of its first byte
 */
public record Pinned(ByteBuffer bytes, long address) {}
