package dev.diptych.bench.profile;

import dev.diptych.nn.op.update.Average;
import dev.diptych.nn.op.update.Clamp;
import dev.diptych.nn.op.update.GradientNorm;
import dev.diptych.nn.op.update.Guard;
import dev.diptych.nn.op.update.Nesterov;
import dev.diptych.nn.op.update.ParameterUpdate;
import dev.diptych.nn.tape.Add;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Storage;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/*
 * An op belongs to the layer whose parameter it reads or whose parameter's gradient it writes; without one, to the layer
 * that the activation it writes is named for. The gradient of an activation is named for the layer that made it, which
 * is not the one whose gradient writes it: so parameters go first, and a sum belongs to what made its addend.
 */
/** Which part of a model each op of a step belongs to, told from the names of its tensors, which are open_clip's. */
final class Layers {
    private static final Pattern BLOCK =
            Pattern.compile("((visual\\.)?transformer\\.resblocks|visual\\.trunk\\.blocks)\\.\\d+");
    private static final String OPTIMISER = "optimiser";
    private static final String LOSS = "loss";
    private static final String OTHER = "other";

    /** What marks a name as the part's, first match first. */
    private static final Map<Pattern, String> PARTS = new LinkedHashMap<>();

    static {
        PARTS.put(Pattern.compile("visual\\.(trunk\\.)?(ln_post|proj|norm|attn_pool)"), "vision head");
        PARTS.put(Pattern.compile("visual\\."), "patch embedding");
        PARTS.put(Pattern.compile("ln_final|text\\.proj|text_projection"), "text head");
        PARTS.put(Pattern.compile("token_embedding|positional_embedding|text\\.tokens"), "token embedding");
        PARTS.put(Pattern.compile("similarit|logit|^loss$"), LOSS);
    }

    private final Map<Storage, String> writers = new IdentityHashMap<>();

    /** The part that {@code primitive} belongs to; ops are asked for in the order of the step. */
    String of(Primitive primitive) {
        String layer = find(primitive);
        primitive.writes().forEach(tensor -> writers.put(tensor.storage(), layer));
        return layer;
    }

    private String find(Primitive primitive) {
        if (primitive instanceof ParameterUpdate
                || primitive instanceof Nesterov
                || primitive instanceof GradientNorm
                || primitive instanceof Guard
                || primitive instanceof Clamp
                || primitive instanceof Average) {
            return OPTIMISER;
        }
        if (primitive instanceof Add add && writers.containsKey(add.x().storage())) {
            return writers.getOrDefault(add.x().storage(), OTHER);
        }
        List<String> names = new ArrayList<>();
        names(primitive, Role.PARAMETER).forEach(names::add);
        names(primitive, Role.STATE).forEach(names::add);
        if (names.isEmpty() && touchesSimilarities(primitive)) {
            return LOSS;
        }
        primitive.writes().forEach(tensor -> names.add(tensor.name()));
        primitive.reads().forEach(tensor -> names.add(tensor.name()));
        return names.stream()
                .map(Layers::part)
                .filter(part -> !part.equals(OTHER))
                .findFirst()
                .orElse(OTHER);
    }

    private static Stream<String> names(Primitive primitive, Role role) {
        return Stream.concat(primitive.reads().stream(), primitive.writes().stream())
                .filter(tensor -> tensor.storage().role() == role)
                .map(Tensor::name);
    }

    private static boolean touchesSimilarities(Primitive primitive) {
        return Stream.concat(primitive.reads().stream(), primitive.writes().stream())
                .anyMatch(tensor -> part(tensor.name()).equals(LOSS));
    }

    private static String part(String name) {
        Matcher block = BLOCK.matcher(name);
        if (block.find()) {
            return block.group();
        }
        return PARTS.entrySet().stream()
                .filter(entry -> entry.getKey().matcher(name).find())
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(OTHER);
    }
}
