package dev.diptych.nn.layer;

import dev.diptych.nn.adapter.Adapter;
import dev.diptych.nn.adapter.LowRank;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Memory;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Storage;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/*
 * Parameters of one group lie in one block, in the order of their declaration, each starting on a cache line. Gradients
 * and moments are blocks of the same layout, so that the optimiser is one long run a group, or a few more where an index
 * of 32 bits would not reach to the end of one.
 */
/** The learnt values of a model, under open_clip's tensor names. */
public final class Parameters {
    private static final long ALIGNMENT = 16; // elements; 64 bytes
    private static final long LONGEST_RUN = 1 << 30; // elements

    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<String, Adapter> adapters = new LinkedHashMap<>();
    private final Function<String, Optional<LowRank>> adapting;

    public Parameters() {
        this(weight -> Optional.empty());
    }

    /** @param adapting the adapter of a block's weights, by their name; empty for none */
    public Parameters(Function<String, Optional<LowRank>> adapting) {
        this.adapting = adapting;
    }

    /**
     * Declares a parameter.
     *
     * @param decay whether weight decay applies: not to biases, norms, positional and class embeddings, logit scale
     * @throws IllegalArgumentException if the name was declared before
     */
    public Tensor declare(String name, Initializer initializer, boolean decay, int... sizes) {
        return declare(name, Role.PARAMETER, initializer, decay ? Group.DECAYED : Group.PLAIN, 0, sizes);
    }

    /**
     * Declares the weights of a hidden layer, which take features to features.
     *
     * @param stacked how many matrices of as many rows each lie one above the other in it
     * @param sizes of its two axes
     */
    public Tensor declareHidden(String name, Initializer initializer, int stacked, int... sizes) {
        return declare(name, Role.PARAMETER, initializer, Group.DECAYED, stacked, sizes);
    }

    /**
     * Declares the adapter of a layer's weights, if they are to have one: {@code weight.lora_A} and {@code weight.lora_B}. It
     * starts as nothing, the first drawn as linear layers are, the second zero.
     */
    @Nullable
    Adapter declareAdapter(Tensor weight) {
        LowRank size = adapting.apply(weight.name()).orElse(null);
        if (size == null) {
            return null;
        }
        int outputs = weight.shape().size(0);
        int inputs = weight.shape().last();
        Adapter adapter = new Adapter(
                declare(weight.name() + ".lora_A", Initializer.fanIn(inputs), true, size.rank(), inputs),
                declare(weight.name() + ".lora_B", Initializer.constant(0), true, outputs, size.rank()),
                size);
        adapters.put(weight.name(), adapter);
        return adapter;
    }

    /** The adapters by the name of the weights that they stand beside. */
    public Map<String, Adapter> adapters() {
        return Collections.unmodifiableMap(adapters);
    }

    /** Declares values that are stored with the learnt ones but are frozen: they stay as they were initialised. */
    public Tensor declareFixed(String name, Initializer initializer, int... sizes) {
        return declare(name, Role.STATE, initializer, Group.FROZEN, 0, sizes);
    }

    private Tensor declare(String name, Role role, Initializer initializer, Group group, int stacked, int... sizes) {
        Tensor tensor = Tensor.create(name, DType.FLOAT32, role, Shape.of(sizes));
        if (entries.putIfAbsent(name, new Entry(name, tensor, initializer, group, stacked)) != null) {
            throw new IllegalArgumentException("declare: " + name + ": declared before, expected a new name");
        }
        return tensor;
    }

    /** Changes how the learnt parameters are trained, before any memory is laid out. */
    public void regroup(Function<Entry, Group> rule) {
        entries.replaceAll((name, entry) -> entry.storage().role() == Role.STATE ? entry : entry.in(rule.apply(entry)));
    }

    /** Places every parameter in memory of {@code engine}, zeroed. */
    public Block place(Engine engine) {
        return block("parameters", engine, Entry::storage, entry -> true);
    }

    /** Memory of the same layout for something that each trained parameter has one of, such as a gradient; zeroed. */
    public Block mirror(String name, Engine engine) {
        return mirror(name, engine, group -> true);
    }

    /** The same for those trained parameters whose group is wanted. */
    public Block mirror(String name, Engine engine, Predicate<Group> wanted) {
        return block(
                name,
                engine,
                entry -> new Storage(
                        name + " of " + entry.name,
                        DType.FLOAT32,
                        Role.STATE,
                        entry.storage().elements()),
                entry -> entry.group.trained && wanted.test(entry.group));
    }

    /** Draws first values; each parameter has a generator of its own, from {@code seed} and its name. */
    public void initialize(Engine engine, long seed) {
        initialize(engine, seed, name -> true);
    }

    /** Draws first values of the parameters whose names are wanted. */
    public void initialize(Engine engine, long seed, Predicate<String> wanted) {
        for (Entry entry : entries.values()) {
            if (!wanted.test(entry.name)) {
                continue;
            }
            float[] values = new float[Math.toIntExact(entry.storage().elements())];
            entry.initializer.fill(values, new SplittableRandom(seed * 31 + entry.name.hashCode()));
            engine.write(entry.tensor, values);
        }
    }

    public List<Entry> entries() {
        return List.copyOf(entries.values());
    }

    /** How many values there are, frozen ones included. */
    public long count() {
        return entries.values().stream()
                .mapToLong(entry -> entry.storage().elements())
                .sum();
    }

    private Block block(String name, Engine engine, Function<Entry, Storage> storage, Predicate<Entry> included) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        List<Run> runs = new ArrayList<>();
        List<Entry> all = entries.values().stream().filter(included).toList();
        all.forEach(entry -> tensors.put(entry.name, entry.tensor.in(storage.apply(entry))));
        List<Group> groups =
                all.stream().map(Entry::group).distinct().sorted(Group.ORDER).toList();
        for (Group group : groups) {
            List<Tensor> members = all.stream()
                    .filter(entry -> entry.group.equals(group))
                    .map(entry -> tensors.get(entry.name))
                    .toList();
            place(name, engine, members).forEach(run -> runs.add(new Run(group, run)));
        }
        return new Block(List.copyOf(runs), tensors);
    }

    /** Gives tensors memory side by side, and returns it in runs. */
    private static List<Tensor> place(String name, Engine engine, List<Tensor> tensors) {
        long length = tensors.stream().mapToLong(Parameters::padded).sum();
        Memory memory = engine.allocate(DType.FLOAT32, length);
        long offset = 0;
        for (Tensor tensor : tensors) {
            tensor.storage().place(memory, offset);
            offset += padded(tensor);
        }
        Storage whole = new Storage(name, DType.FLOAT32, Role.STATE, length);
        whole.place(memory, 0);
        List<Tensor> runs = new ArrayList<>();
        for (long from = 0; from < length; from += LONGEST_RUN) {
            int count = (int) Math.min(LONGEST_RUN, length - from);
            runs.add(new Tensor(whole, Shape.of(count), count, from));
        }
        return runs;
    }

    private static long padded(Tensor tensor) {
        return (tensor.shape().elements() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /**
     * How parameters are trained.
     *
     * @param trained whether they are: what is frozen has no gradient and no moments, and never changes
     * @param decays whether weight decay applies
     * @param weightDecay the weight decay, in place of the optimiser's; empty for the optimiser's
     * @param rate a factor on the learning rate
     * @param orthogonal whether they are hidden layers' weights that are updated as matrices, not element by element
     */
    public record Group(boolean trained, boolean decays, OptionalDouble weightDecay, double rate, boolean orthogonal) {
        static final Group DECAYED = new Group(true, true, OptionalDouble.empty(), 1);
        static final Group PLAIN = new Group(true, false, OptionalDouble.empty(), 1);

        /** Of what stays as it is. */
        public static final Group FROZEN = new Group(false, false, OptionalDouble.empty(), 1);

        /** Of what is updated element by element. */
        public Group(boolean trained, boolean decays, OptionalDouble weightDecay, double rate) {
            this(trained, decays, weightDecay, rate, false);
        }

        /** This, but updated as matrices. */
        public Group asMatrices() {
            return new Group(trained, decays, weightDecay, rate, true);
        }

        /** Trained ones first, and of those the ones that decay; else as declared. */
        private static final Comparator<Group> ORDER = Comparator.comparing(Group::trained)
                .thenComparing(Group::decays)
                .reversed();
    }

    /**
     * A declared parameter.
     *
     * @param stacked how many matrices lie one above the other in it; 0 where it is not the weights of a hidden layer
     */
    public record Entry(String name, Tensor tensor, Initializer initializer, Group group, int stacked) {
        Storage storage() {
            return tensor.storage();
        }

        Entry in(Group other) {
            return new Entry(name, tensor, initializer, other, stacked);
        }
    }

    /**
     * A long row of parameters that are trained alike.
     *
     * @param values float32 [N], padding included
     */
    public record Run(Group group, Tensor values) {}

    /**
     * Memory laid out as the parameters are; what has no frozen part is laid out as the trained part of what has.
     *
     * @param runs all of it, what is trained first
     * @param tensors each parameter's part, by name, in the order of declaration
     */
    public record Block(List<Run> runs, Map<String, Tensor> tensors) {
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
    }
}
