package dev.diptych.contrastive.ranks;

import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Storage;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongToIntFunction;
import java.util.function.Predicate;
import java.util.stream.Stream;

/*
 * In one step ranks may run programs for captions of other lengths, and have to add up the same parts in the same order. So parts are made once,
 * by one of the programs, and each waits for those before it.
 *
 * Parameters lie in the order of their declaration, and a backward pass ends their gradients in about the opposite one: what ends next is
 * mostly a neighbour of what ended last.
 */
/** Gradients in parts, in the order in which a backward pass ends them. */
public final class GradientParts {
    /** What is left of so many when the pass ends is one or two. */
    public static final int MOST = 32;

    /** Fewer elements are sooner added up than parts of them are begun and ended. */
    private static final long LEAST = 1 << 20;

    private static final long LINE = 16; // elements; parameters start on multiples

    private final List<Part> parts;

    private GradientParts(List<Part> parts) {
        this.parts = parts;
    }

    /**
     * Some of the parameters' gradients; those that the pass does not write, which were final before it, come first.
     *
     * @param gradients all of them
     * @param wanted which, by their storages
     * @param pass a backward pass, the same on every rank
     * @param count about how many parts so many elements have
     */
    public static GradientParts of(
            Parameters.Block gradients, Predicate<Storage> wanted, List<Primitive> pass, LongToIntFunction count) {
        Map<Storage, Integer> last = lastWrites(pass);
        List<Storage> ending = gradients.tensors().values().stream()
                .map(Tensor::storage)
                .filter(wanted)
                .sorted(Comparator.comparingInt(storage -> last.getOrDefault(storage, -1)))
                .toList();
        long all = ending.stream().mapToLong(Storage::elements).sum();
        long least = all / count.applyAsInt(all);
        List<Part> parts = new ArrayList<>();
        List<Storage> together = new ArrayList<>();
        long length = 0;
        for (Storage storage : ending) {
            together.add(storage);
            length += storage.elements();
            if (length >= least) {
                parts.add(Part.of(together));
                together.clear();
                length = 0;
            }
        }
        if (!together.isEmpty()) {
            parts.add(Part.of(together));
        }
        return new GradientParts(List.copyOf(parts));
    }

    /** About how many parts so many elements have, of a million or more each; 1 to {@link #MOST}. */
    public static int count(long elements) {
        return (int) Math.max(1, Math.min(MOST, elements / LEAST));
    }

    /** What steps write. */
    public static Set<Storage> written(List<Primitive> steps) {
        return Set.copyOf(lastWrites(steps).keySet());
    }

    /** Begins to add up all of them, which are final. */
    public void begin(Exchange exchange) {
        for (int part = 0; part < parts.size(); part++) {
            begin(part, exchange);
        }
    }

    /** Begins to add up one. */
    void begin(int part, Exchange exchange) {
        runs(part).forEach(exchange::begin);
    }

    /** float32 [N] each, where a part lies. */
    List<Tensor> runs(int part) {
        return parts.get(part).runs;
    }

    int size() {
        return parts.size();
    }

    /** By part, how many of a program's steps have to have run until it and those before it are final, and no step reads them as they are. */
    int[] ends(List<Primitive> steps) {
        Map<Storage, Integer> last = last(steps, step -> Stream.concat(step.writes().stream(), step.reads().stream()));
        int[] ends = new int[parts.size()];
        int end = 0;
        for (int part = 0; part < ends.length; part++) {
            for (Storage member : parts.get(part).members) {
                end = Math.max(end, last.getOrDefault(member, -1) + 1);
            }
            ends[part] = end;
        }
        return ends;
    }

    private static Map<Storage, Integer> lastWrites(List<Primitive> steps) {
        return last(steps, step -> step.writes().stream());
    }

    private static Map<Storage, Integer> last(List<Primitive> steps, Function<Primitive, Stream<Tensor>> touched) {
        Map<Storage, Integer> last = new HashMap<>();
        for (int i = 0; i < steps.size(); i++) {
            int step = i;
            touched.apply(steps.get(i)).forEach(tensor -> last.put(tensor.storage(), step));
        }
        return last;
    }

    /**
     * Gradients that are added up together.
     *
     * @param runs float32 [N] each, where they lie: those side by side as one
     */
    private record Part(Set<Storage> members, List<Tensor> runs) {
        static Part of(List<Storage> together) {
            List<Tensor> runs = new ArrayList<>();
            List<Storage> left = new ArrayList<>(together);
            while (!left.isEmpty()) {
                Storage any = left.get(0);
                List<Storage> block = left.stream()
                        .filter(storage -> storage.memory() == any.memory())
                        .sorted(Comparator.comparingLong(Storage::offset))
                        .toList();
                left.removeAll(new HashSet<>(block));
                addRuns(block, runs);
            }
            return new Part(Set.copyOf(together), List.copyOf(runs));
        }

        private static void addRuns(List<Storage> block, List<Tensor> runs) {
            int first = 0;
            for (int next = 1; next <= block.size(); next++) {
                if (next == block.size() || !adjacent(block.get(next - 1), block.get(next))) {
                    runs.add(run(block.get(first), block.get(next - 1)));
                    first = next;
                }
            }
        }

        private static boolean adjacent(Storage before, Storage after) {
            return after.offset() - (before.offset() + before.elements()) < LINE;
        }

        private static Tensor run(Storage first, Storage last) {
            int count = Math.toIntExact(last.offset() + last.elements() - first.offset());
            Storage storage = new Storage("gradients from " + first.name(), DType.FLOAT32, Role.STATE, count);
            storage.place(first.memory(), first.offset());
            return new Tensor(storage, Shape.of(count), count, 0);
        }
    }
}
