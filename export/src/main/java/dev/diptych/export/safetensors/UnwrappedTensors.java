package dev.diptych.export.safetensors;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tensors without the prefix that a wrapper puts before all their names: {@code module.} of PyTorch's DistributedDataParallel,
 * {@code _orig_mod.} of its compile, {@code model.} or {@code clip.} of a module that holds the model.
 */
final class UnwrappedTensors implements TensorReader {
    private static final List<String> WRAPPERS = List.of("module.", "_orig_mod.", "model.", "clip.");

    private final TensorReader wrapped;
    private final String prefix;
    private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();

    private UnwrappedTensors(TensorReader wrapped, String prefix) {
        this.wrapped = wrapped;
        this.prefix = prefix;
        wrapped.tensors().forEach((name, info) -> {
            String own = name.substring(prefix.length());
            tensors.put(own, new TensorInfo(own, info.type(), info.shape()));
        });
    }

    /** The tensors, without what all their names begin with if that is wrappers'. */
    static TensorReader of(TensorReader reader) {
        String prefix = prefix(reader.tensors().keySet());
        return prefix.isEmpty() ? reader : new UnwrappedTensors(reader, prefix);
    }

    private static String prefix(Set<String> names) {
        String prefix = "";
        boolean longer = !names.isEmpty();
        while (longer) {
            longer = false;
            for (String wrapper : WRAPPERS) {
                String asked = prefix + wrapper;
                if (names.stream().allMatch(name -> name.startsWith(asked) && name.length() > asked.length())) {
                    prefix = asked;
                    longer = true;
                }
            }
        }
        return prefix;
    }

    @Override
    public Path source() {
        return wrapped.source();
    }

    @Override
    public Map<String, TensorInfo> tensors() {
        return tensors;
    }

    @Override
    public float[] read(String name) {
        return wrapped.read(prefix + name);
    }

    @Override
    public void close() {
        wrapped.close();
    }
}
