package dev.diptych.export.tensor;

import dev.diptych.export.safetensors.SafetensorsException;
import dev.diptych.export.safetensors.SafetensorsException.Reason;
import dev.diptych.export.safetensors.TensorInfo;
import dev.diptych.export.safetensors.TensorReader;
import dev.diptych.export.safetensors.TensorValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How a model's tensors lie in files of a layout, both ways. */
public final class TensorMapping {
    private static final int NAMED = 5; // tensors that a message names

    private final Map<String, Link> byOurs = new LinkedHashMap<>();
    private final Map<String, Link> byTheirs = new LinkedHashMap<>();
    private final List<Slot> theirs = new ArrayList<>();

    public TensorMapping(List<Link> links) {
        for (Link link : links) {
            link.ours().forEach(slot -> byOurs.put(slot.name(), link));
            link.theirs().forEach(slot -> byTheirs.put(slot.name(), link));
            theirs.addAll(link.theirs());
        }
    }

    /** The files' tensors, in the order of ours. */
    public List<Slot> theirs() {
        return theirs;
    }

    /** The model's values by our names, out of files. */
    public TensorValues toOurs(TensorValues source) {
        return name -> link(byOurs, name).ours(name, source);
    }

    /** The files' values by their names, out of the model. */
    public TensorValues toTheirs(TensorValues source) {
        return name -> link(byTheirs, name).theirs(name, source);
    }

    /**
     * Checks that a file has each of the tensors in its shape and no others but buffers that can be told from the model.
     *
     * @throws SafetensorsException if not
     */
    public void check(TensorReader reader) {
        Map<String, TensorInfo> stored = reader.tensors();
        List<String> missing = byTheirs.keySet().stream()
                .filter(name -> !stored.containsKey(name))
                .toList();
        List<String> unknown = stored.keySet().stream()
                .filter(name -> !byTheirs.containsKey(name) && !isBuffer(name))
                .toList();
        if (!missing.isEmpty() || !unknown.isEmpty()) {
            throw problem(
                    reader,
                    "",
                    (missing.isEmpty() ? "" : list(missing) + " missing")
                            + (missing.isEmpty() || unknown.isEmpty() ? "" : ", ")
                            + (unknown.isEmpty() ? "" : list(unknown) + " unknown")
                            + ", expected the tensors that the model's configuration asks for"
                            + prefix(missing, unknown));
        }
        for (Slot slot : theirs) {
            TensorInfo info = stored.get(slot.name());
            if (info != null && !slot.fits(info.shape())) {
                throw problem(reader, slot.name(), "shape " + info.shape() + ", expected " + slot.shape());
            }
        }
    }

    /** What stands before the names of those that are missing, if that is why they are. */
    private static String prefix(List<String> missing, List<String> unknown) {
        if (missing.isEmpty()) {
            return "";
        }
        return unknown.stream()
                .filter(name -> name.endsWith("." + missing.get(0)))
                .map(name -> name.substring(0, name.length() - missing.get(0).length()))
                .filter(prefix -> missing.stream().allMatch(name -> unknown.contains(prefix + name)))
                .findFirst()
                .map(prefix -> "; they are there under " + prefix + ", leave that out of the names")
                .orElse("");
    }

    /** Values that files of old libraries hold, which follow from the model's configuration. */
    public static boolean isBuffer(String name) {
        return name.endsWith("position_ids")
                || name.endsWith("attn_mask")
                || name.equals("input_resolution")
                || name.equals("context_length")
                || name.equals("vocab_size");
    }

    private static Link link(Map<String, Link> links, String name) {
        Link link = links.get(name);
        if (link == null) {
            throw new IllegalArgumentException(
                    "tensor " + name + ": not of this model, expected one of " + list(List.copyOf(links.keySet())));
        }
        return link;
    }

    private static String list(List<String> names) {
        String first = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
        return names.size() <= NAMED ? first : first + " and " + (names.size() - NAMED) + " more";
    }

    private static SafetensorsException problem(TensorReader reader, String tensor, String problem) {
        return new SafetensorsException(
                Reason.SHAPE, reader.source().toString(), tensor, SafetensorsException.NO_OFFSET, problem);
    }
}
