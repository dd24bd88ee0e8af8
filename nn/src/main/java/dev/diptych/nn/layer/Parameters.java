package dev.diptych.nn.layer;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Memory;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Storage;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;

/*
 * Parameters that decay lie in one block and the others in a second, in the order of their declaration, each starting
 * on a cache line. Gradients and moments are blocks of the same layout, so that the optimiser is two long runs, or a few
 * more where an index of 32 bits would not reach to the end of one.
 */
/** The learnt values of a model, under open_clip's tensor names. */
public final class Parameters {
    private static final long ALIGNMENT = 16; // elements; 64 bytes
    private static final long LONGEST_RUN = 1 << 30; // elements

    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<Storage, Long> offsets = new LinkedHashMap<>();
    private long decayed;
    private long plain;

    /**
     * Declares a parameter.
     *
     * @param decay whether weight decay applies: not to biases, norms, positional and class embeddings, logit scale
     * @throws IllegalArgumentException if the name was declared before
     */
    public Tensor declare(String name, Initializer initializer, boolean decay, int... sizes) {
        return declare(Tensor.create(name, DType.FLOAT32, Role.PARAMETER, Shape.of(sizes)), initializer, decay);
    }

    /**
     * Declares values that are stored with the learnt ones but stay as they were initialised: no gradient reaches them,
     * so that the optimiser's updates of them are zero.
     */
    public Tensor declareFixed(String name, Initializer initializer, int... sizes) {
        return declare(Tensor.create(name, DType.FLOAT32, Role.STATE, Shape.of(sizes)), initializer, false);
    }

    private Tensor declare(Tensor tensor, Initializer initializer, boolean decay) {
        String name = tensor.name();
        if (entries.putIfAbsent(name, new Entry(name, tensor, initializer, decay)) != null) {
            throw new IllegalArgumentException("declare: " + name + ": declared before, expected a new name");
        }
        long length = (tensor.shape().elements() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        offsets.put(tensor.storage(), decay ? decayed : plain);
        if (decay) {
            decayed += length;
        } else {
            plain += length;
        }
        return tensor;
    }

    /** Places every parameter in memory of {@code engine}, zeroed. */
    public Block place(Engine engine) {
        return block("parameters", engine, Entry::storage);
    }

    /** Memory of the same layout for something that each parameter has one of, such as a gradient; zeroed. */
    public Block mirror(String name, Engine engine) {
        Map<Storage, Storage> storages = new LinkedHashMap<>();
        return block(
                name,
                engine,
                entry -> storages.computeIfAbsent(
                        entry.storage(),
                        key -> new Storage(name + " of " + entry.name, DType.FLOAT32, Role.STATE, key.elements())));
    }

    /** Draws first values; each parameter has a generator of its own, from {@code seed} and its name. */
    public void initialize(Engine engine, long seed) {
        for (Entry entry : entries.values()) {
            float[] values = new float[Math.toIntExact(entry.storage().elements())];
            entry.initializer.fill(values, new SplittableRandom(seed * 31 + entry.name.hashCode()));
            engine.write(entry.tensor, values);
        }
    }

    public List<Entry> entries() {
        return List.copyOf(entries.values());
    }

    /** How many values there are, fixed ones included. */
    public long count() {
        return entries.values().stream()
                .mapToLong(entry -> entry.storage().elements())
                .sum();
    }

    private Block block(String name, Engine engine, Function<Entry, Storage> storage) {
        Storage[] wholes = {whole("decayed " + name, decayed), whole("plain " + name, plain)};
        Memory[] memories = new Memory[2];
        for (int i = 0; i < 2; i++) {
            memories[i] = engine.allocate(DType.FLOAT32, wholes[i].elements());
            wholes[i].place(memories[i], 0);
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Entry entry : entries.values()) {
            Storage own = storage.apply(entry);
            Long offset = offsets.get(entry.storage());
            own.place(memories[entry.decay ? 0 : 1], offset == null ? 0 : offset);
            tensors.put(entry.name, entry.tensor.in(own));
        }
        return new Block(runs(wholes[0]), runs(wholes[1]), tensors);
    }

    private static Storage whole(String name, long elements) {
        return new Storage(name, DType.FLOAT32, Role.STATE, Math.max(ALIGNMENT, elements));
    }

    private static List<Tensor> runs(Storage storage) {
        List<Tensor> runs = new ArrayList<>();
        for (long from = 0; from < storage.elements(); from += LONGEST_RUN) {
            int length = (int) Math.min(LONGEST_RUN, storage.elements() - from);
            runs.add(new Tensor(storage, Shape.of(length), length, from));
        }
        return List.copyOf(runs);
    }

    /** A declared parameter. */
    public record Entry(String name, Tensor tensor, Initializer initializer, boolean decay) {
        Storage storage() {
            return tensor.storage();
        }
    }

    /**
     * Memory laid out as the parameters are.
     *
     * @param decayed float32 [N] each, together all that decay, padding included
     * @param plain float32 [M] each, together all others, padding included
     * @param tensors each parameter's part, by name, in the order of declaration
     */
    public record Block(List<Tensor> decayed, List<Tensor> plain, Map<String, Tensor> tensors) {
        /**
         * The part of the parameter of this name.
         *
         * @throws IllegalArgumentException if there is none
         */
        public Tensor tensor(String name) {
            Tensor tensor = tensors.get(name);
            if (tensor == null) {
                throw new IllegalArgumentException(
                        "parameters: " + name + ": not there, expected one of " + tensors.keySet());
            }
            return tensor;
        }

        /** All runs: those that decay, then the others. */
        public List<Tensor> runs() {
            List<Tensor> runs = new ArrayList<>(decayed);
            runs.addAll(plain);
            return runs;
        }
    }
}
