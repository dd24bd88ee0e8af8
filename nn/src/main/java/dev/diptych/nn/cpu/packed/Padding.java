package dev.diptych.nn.cpu.packed;

import dev.diptych.nn.cpu.Buffers;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Memory;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Storage;
import dev.diptych.nn.tensor.Tensor;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/*
 * A block is of one class: few sequences, so that all that its attention touches stays in a cache, padded to the class'
 * length. How many is the same whatever they are a part of, so that their bits do not depend on that. Blocks are used one at a time,
 * so all share their memory, which is as long as the largest needs.
 */
/** The padded blocks in which attention of one kind runs, each made when it is first used. */
final class Padding {
    /** Lengths are rounded up to multiples of this. */
    private static final int STEP = 8;

    /** Rows of a block, about: by measurement 64 take a sixth less time than 256, and 1024 half as much again. */
    private static final int ROWS = 128;

    private final Kind kind;
    private final Engine engine;
    private final Buffers buffers;
    private final @Nullable Block[] blocks;
    private final Map<Part, Memory> memories = new EnumMap<>(Part.class);

    /**
     * What decides a block but for its length.
     *
     * @param pooled whether one query of each sequence asks, rather than every token
     * @param gradient whether the gradient is computed as well
     * @param width W
     * @param heads H
     * @param longest no sequence has more tokens
     */
    record Kind(boolean pooled, boolean gradient, DType dtype, int width, int heads, int longest) {
        /** Columns of a packed row. */
        int columns() {
            return (pooled ? 2 : 3) * width;
        }

        /** The first column of the keys. */
        int keys() {
            return columns() - 2 * width;
        }

        /** The most scores that a row of a block has. */
        int scores() {
            return heads * (pooled ? 1 : longest);
        }
    }

    /** What blocks hold, each in a memory of its own. */
    enum Part {
        QUERIES,
        PACKED,
        VISIBLE,
        SCORES,
        PROBABILITIES,
        OUT,
        OUT_GRADIENT,
        SCORE_GRADIENT,
        QUERY_GRADIENT,
        PACKED_GRADIENT
    }

    Padding(Kind kind, Engine engine, Buffers buffers) {
        this.kind = kind;
        this.engine = engine;
        this.buffers = buffers;
        this.blocks = new Block[number(kind.longest) + 1];
    }

    Kind kind() {
        return kind;
    }

    Engine engine() {
        return engine;
    }

    Buffers buffers() {
        return buffers;
    }

    /** How many classes there are. */
    int classes() {
        return blocks.length;
    }

    /** The class of a sequence of that many tokens, by its length alone. */
    static int number(int tokens) {
        return (tokens - 1) / STEP;
    }

    private int tokens(int number) {
        return Math.min(kind.longest, (number + 1) * STEP);
    }

    /** How many sequences a block of a class holds. */
    int capacity(int number) {
        return Math.max(1, ROWS / tokens(number));
    }

    /** The block of a class. */
    Block block(int number) {
        Block block = blocks[number];
        if (block == null) {
            block = Block.of(this, capacity(number), tokens(number));
            blocks[number] = block;
        }
        return block;
    }

    /** A tensor of a block, in the memory that all blocks' have; a row of the largest has {@code perRow} elements of it. */
    Tensor tensor(Part part, DType dtype, int perRow, int... sizes) {
        Memory memory = memories.computeIfAbsent(
                part, key -> engine.allocate(dtype, (long) perRow * Math.max(ROWS, kind.longest)));
        Shape shape = Shape.of(sizes);
        Storage storage = new Storage(part + " of a block", dtype, Role.STATE, shape.elements());
        storage.place(memory, 0);
        return new Tensor(storage, shape, shape.last(), 0);
    }
}
