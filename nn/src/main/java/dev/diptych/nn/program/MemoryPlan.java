package dev.diptych.nn.program;

import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Storage;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/*
 * Two activations may share bytes if their lives do not overlap; a life lasts from the first step that names a storage
 * to the last. Storages are placed largest first, each at the lowest offset that is free throughout its life: greedy
 * by size, which Pisarchyk and Lee (2020, section 5.2) found within a few per cent of the best on such programs.
 */
/** Where each activation of one type lies in the arena that those of a program share. */
final class MemoryPlan {
    /** Storages start on multiples of this: a cache line and a vector register. */
    private static final long ALIGNMENT = 64; // bytes

    private final DType dtype;
    private final Map<Storage, Long> offsets = new HashMap<>();
    private final long elements;
    private final long unshared;

    private MemoryPlan(DType dtype, List<Life> lives) {
        this.dtype = dtype;
        List<Life> placed = new ArrayList<>();
        long end = 0;
        long sum = 0;
        for (Life life : lives) {
            long offset = 0;
            for (Life other : placed) { // in order of offset
                if (other.overlaps(life)) {
                    long at = place(other);
                    if (offset + life.size() <= at) {
                        break;
                    }
                    offset = Math.max(offset, at + other.size());
                }
            }
            offsets.put(life.storage, offset);
            placed.add(life);
            placed.sort(Comparator.comparingLong(this::place));
            end = Math.max(end, offset + life.size());
            sum += life.size();
        }
        this.elements = end;
        this.unshared = sum;
    }

    static MemoryPlan of(List<Primitive> steps, DType dtype) {
        Map<Storage, Life> lives = new LinkedHashMap<>();
        for (int i = 0; i < steps.size(); i++) {
            int step = i;
            steps.get(i).reads().forEach(tensor -> touch(lives, tensor, dtype, step));
            steps.get(i).writes().forEach(tensor -> touch(lives, tensor, dtype, step));
        }
        List<Life> bySize = new ArrayList<>(lives.values());
        bySize.sort(Comparator.comparingLong(Life::size).reversed());
        return new MemoryPlan(dtype, bySize);
    }

    Map<Storage, Long> offsets() {
        return offsets;
    }

    DType dtype() {
        return dtype;
    }

    /** The arena's bytes. */
    long bytes() {
        return elements * dtype.bytes();
    }

    /** What the arena's bytes would be if nothing were shared. */
    long unsharedBytes() {
        return unshared * dtype.bytes();
    }

    /** The arena's length. */
    long elements() {
        return elements;
    }

    private long place(Life life) {
        Long offset = offsets.get(life.storage);
        if (offset == null) {
            throw new IllegalStateException("memory plan: " + life.storage + " has no place yet");
        }
        return offset;
    }

    private static void touch(Map<Storage, Life> lives, Tensor tensor, DType dtype, int step) {
        if (tensor.storage().role() == Role.ACTIVATION && tensor.dtype() == dtype) {
            lives.computeIfAbsent(tensor.storage(), storage -> new Life(storage, step)).last = step;
        }
    }

    private static final class Life {
        private final Storage storage;
        private final int first;
        private int last;

        Life(Storage storage, int first) {
            this.storage = storage;
            this.first = first;
            this.last = first;
        }

        boolean overlaps(Life other) {
            return first <= other.last && other.first <= last;
        }

        long size() {
            long line = ALIGNMENT / storage.dtype().bytes();
            return (storage.elements() + line - 1) / line * line;
        }
    }
}
