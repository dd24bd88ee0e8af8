package dev.diptych.nn.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Buffers outside the heap for one fake GPU after another, with what the last left in them, as pinned memory has: each
 * engine pins 64 MB, which take longer to be zeroed than a trial takes.
 */
final class PinnedPool {
    private final Map<Integer, Deque<ByteBuffer>> spare = new HashMap<>();

    synchronized ByteBuffer take(int bytes) {
        ByteBuffer buffer = spare(bytes).poll();
        return buffer == null ? ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder()) : buffer;
    }

    synchronized void give(ByteBuffer buffer) {
        spare(buffer.capacity()).add(buffer);
    }

    private Deque<ByteBuffer> spare(int bytes) {
        return spare.computeIfAbsent(bytes, size -> new ArrayDeque<>());
    }
}
