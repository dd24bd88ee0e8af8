package dev.diptych.contrastive.figures;

import dev.diptych.contrastive.adapt.LayerGroups;
import dev.diptych.contrastive.adapt.Tower;
import dev.diptych.contrastive.model.ProjectionHead;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.op.update.GradientNorm;
import dev.diptych.nn.program.Program;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The norms of what is trained, or of its gradients, by group: {@code image_embeddings}, {@code image_blocks}, {@code image_head}, as many of the text
 * tower, and {@code simclr}. A tower's head is what makes features of tokens: the last norm, a pooler, the projection.
 */
final class GroupNorms {
    private static final String BLOCKS = "blocks."; // of open_clip's names, and of timm's

    private final Engine engine;
    private final List<String> groups;
    private final Tensor norms;
    private final Program program;
    private final float[] values;

    /**
     * @param block values by the parameters' names
     * @param members the names of each group
     */
    GroupNorms(Engine engine, Parameters.Block block, Map<String, List<String>> members) {
        this.engine = engine;
        this.groups = List.copyOf(members.keySet());
        this.values = new float[Math.max(1, groups.size())];
        Tape tape = Tape.inference();
        this.norms = tape.output("norms of groups", values.length);
        for (int i = 0; i < groups.size(); i++) {
            List<Tensor> tensors = members.getOrDefault(groups.get(i), List.of()).stream()
                    .map(block::tensor)
                    .toList();
            Tensor norm = new Tensor(norms.storage(), Shape.of(1), 1, i);
            tape.record(new GradientNorm(tensors, Float.POSITIVE_INFINITY, norm, tape.activation("unused factor", 1)));
        }
        this.program = Program.compile(tape, engine);
    }

    /**
     * The groups of what is trained.
     *
     * @param names of all parameters
     * @param trained those of them that are
     */
    static Map<String, List<String>> of(Collection<String> names, Collection<String> trained) {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        for (Tower tower : Tower.values()) {
            Set<String> embeddings = new LayerGroups(tower, names).groups().get(0);
            trained.stream().filter(tower::has).forEach(name -> {
                String part = name.contains(BLOCKS) ? "blocks" : embeddings.contains(name) ? "embeddings" : "head";
                groups.computeIfAbsent(tower.key() + "_" + part, key -> new ArrayList<>())
                        .add(name);
            });
        }
        trained.stream()
                .filter(name -> name.startsWith(ProjectionHead.PREFIX))
                .forEach(name -> groups.computeIfAbsent("simclr", key -> new ArrayList<>())
                        .add(name));
        return groups;
    }

    /** Each group's norm. */
    Map<String, Double> read() {
        Map<String, Double> read = new LinkedHashMap<>();
        if (!groups.isEmpty()) {
            program.run();
            engine.read(norms, values);
        }
        for (int i = 0; i < groups.size(); i++) {
            read.put(groups.get(i), (double) values[i]);
        }
        return read;
    }
}
