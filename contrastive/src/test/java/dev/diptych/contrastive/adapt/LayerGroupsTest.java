package dev.diptych.contrastive.adapt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.config.json.JsonDocument;
import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.export.model.ModelConfigJson;
import dev.diptych.nn.layer.Parameters;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The groups, against the lists in open_clip's {@code transformer.py} and {@code timm_model.py} (3.2). */
final class LayerGroupsTest {
    private static final Path MODELS = Path.of("../configs/models");

    @Test
    void aViTHasOpenClipsGroups() {
        LayerGroups groups = new LayerGroups(Tower.IMAGE, names("ViT-T-8-64", LossKind.CLIP));
        List<Set<String>> expected = new ArrayList<>(List.of(
                Set.of("visual.conv1", "visual.class_embedding", "visual.positional_embedding", "visual.ln_pre")));
        for (int block = 0; block < 5; block++) {
            expected.add(Set.of("visual.transformer.resblocks." + block));
        }
        expected.add(Set.of("visual.transformer.resblocks.5", "visual.ln_post"));
        expected.add(Set.of("visual.proj"));
        assertThat(modules(groups)).isEqualTo(expected);
    }

    @Test
    void aTextTowerHasOpenClipsGroups() {
        for (String model : List.of("ViT-T-8-64", "ViT-T-8-64-SigLIP")) {
            String prefix = model.endsWith("SigLIP") ? "text." : "";
            LayerGroups groups = new LayerGroups(Tower.TEXT, names(model, LossKind.CLIP));
            List<Set<String>> expected =
                    new ArrayList<>(List.of(Set.of(prefix + "token_embedding", prefix + "positional_embedding")));
            for (int block = 0; block < 5; block++) {
                expected.add(Set.of(prefix + "transformer.resblocks." + block));
            }
            expected.add(Set.of(prefix + "transformer.resblocks.5", prefix + "ln_final"));
            expected.add(Set.of(prefix + "text_projection"));
            assertThat(modules(groups)).isEqualTo(expected);
        }
    }

    @Test
    void siglipsTrunkHasTimmsGroups() {
        LayerGroups groups = new LayerGroups(Tower.IMAGE, names("ViT-T-8-64-SigLIP", LossKind.SIGLIP));
        List<Set<String>> expected =
                new ArrayList<>(List.of(Set.of("visual.trunk.patch_embed", "visual.trunk.pos_embed")));
        for (int block = 0; block < 5; block++) {
            expected.add(Set.of("visual.trunk.blocks." + block));
        }
        expected.add(Set.of("visual.trunk.blocks.5", "visual.trunk.norm"));
        expected.add(Set.of("visual.trunk.attn_pool"));
        assertThat(modules(groups)).isEqualTo(expected);
    }

    @Test
    void theGroupsOfAllModelsHoldAllButTheScales() {
        for (String model : List.of("ViT-T-8-64", "ViT-T-8-64-SigLIP", "ViT-L-14-CLIPA", "ViT-T-16-128")) {
            List<String> names = names(model, LossKind.CLIP);
            Set<String> grouped = new TreeSet<>();
            for (Tower tower : Tower.values()) {
                new LayerGroups(tower, names).groups().forEach(grouped::addAll);
            }
            Set<String> all = new TreeSet<>(names);
            all.removeIf(name -> name.startsWith("logit_"));
            assertThat(grouped).as(model).isEqualTo(all);
        }
    }

    @Test
    void aPoolerBeforeAProjectionStaysLocked() {
        List<String> names = List.of(
                "visual.conv1.weight",
                "visual.transformer.resblocks.0.ln_1.bias",
                "visual.attn_pool.query",
                "visual.ln_post.weight",
                "visual.proj");
        LayerGroups groups = new LayerGroups(Tower.IMAGE, names);
        assertThat(groups.count()).isEqualTo(3);
        assertThat(groups.locked(3)).containsExactly("visual.attn_pool.query");
        assertThat(groups.locked(0)).containsExactlyInAnyOrderElementsOf(names);
    }

    private static List<String> names(String model, LossKind loss) {
        ModelConfig config = ModelConfigJson.read(JsonDocument.read(MODELS.resolve(model + ".json")));
        return ClipModel.declare(config, loss).entries().stream()
                .map(Parameters.Entry::name)
                .toList();
    }

    /** The modules of open_clip's lists that each group's parameters belong to. */
    private static List<Set<String>> modules(LayerGroups groups) {
        return groups.groups().stream()
                .map(group -> group.stream()
                        .map(name -> name.replaceFirst("(blocks\\.\\d+)\\..*", "$1"))
                        .map(name -> name.replaceFirst("(attn_pool)\\..*", "$1"))
                        .map(name -> name.replaceFirst("patch_embed\\.proj", "patch_embed"))
                        .map(name -> name.replaceFirst("\\.(weight|bias)$", ""))
                        .collect(Collectors.toSet()))
                .toList();
    }
}
