package dev.diptych.nn.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeMap;

/** Device memory on the host whose every access is checked: blocks lie apart, and nothing lies between them. */
final class FakeMemory {
    private static final long FIRST = 0x7000_0000_0000L;
    private static final long GAP = 4096;
    private static final int ALIGNMENT = 256;

    private final long capacity;
    private final TreeMap<Long, ByteBuffer> blocks = new TreeMap<>();
    private long next = FIRST;
    private long taken;

    FakeMemory(long capacity) {
        this.capacity = capacity;
    }

    long free() {
        return capacity - taken;
    }

    long allocate(long bytes) {
        long address = next;
        blocks.put(address, ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN));
        taken += bytes;
        next = (address + bytes + GAP + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        return address;
    }

    void free(long address) {
        ByteBuffer block = blocks.remove(address);
        if (block == null) {
            throw new IllegalStateException("fake GPU: no block begins at 0x" + Long.toHexString(address)
                    + ", expected memory that was allocated and not given back");
        }
        taken -= block.capacity();
    }

    /** The bytes from {@code address} on, which lie in one block. */
    ByteBuffer view(long address, long bytes) {
        Map.Entry<Long, ByteBuffer> block = blocks.floorEntry(address);
        if (block == null
                || bytes < 0
                || address + bytes > block.getKey() + block.getValue().capacity()) {
            throw new IllegalStateException("fake GPU: " + bytes + " bytes at 0x" + Long.toHexString(address)
                    + " lie in no block, expected memory that was allocated");
        }
        return block.getValue()
                .slice(Math.toIntExact(address - block.getKey()), Math.toIntExact(bytes))
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    void release() {
        blocks.clear();
    }
}
