package dev.diptych.nn.engine;

import dev.diptych.nn.tape.Primitive;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * What an engine makes of each kind of primitive: a table that the families of its kernels fill.
 *
 * @param <R> what a primitive becomes
 */
public final class Bindings<R> {
    private final Map<Class<? extends Primitive>, Function<Primitive, R>> makers = new HashMap<>();

    /**
     * Adds a kind, or replaces what was said of it.
     *
     * @param kind the primitive's class itself, not one above it
     */
    public <P extends Primitive> void on(Class<P> kind, Function<? super P, ? extends R> maker) {
        makers.put(kind, primitive -> maker.apply(kind.cast(primitive)));
    }

    /** Whether there is anything for primitives of this one's kind. */
    public boolean has(Primitive primitive) {
        return makers.containsKey(primitive.getClass());
    }

    /** The kinds for which there is something. */
    public Set<Class<? extends Primitive>> kinds() {
        return Set.copyOf(makers.keySet());
    }

    /** @throws IllegalArgumentException if there is nothing for its kind */
    public R of(Primitive primitive) {
        Function<Primitive, R> maker = makers.get(primitive.getClass());
        if (maker == null) {
            throw new IllegalArgumentException("bind: " + primitive.name() + ": no kernel, expected one of "
                    + makers.keySet().stream()
                            .map(Class::getSimpleName)
                            .sorted()
                            .toList());
        }
        return maker.apply(primitive);
    }
}
