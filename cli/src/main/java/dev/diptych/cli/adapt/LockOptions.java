package dev.diptych.cli.adapt;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code train} takes of open_clip's options for locked towers: short for keys of the recipe. */
public final class LockOptions {
    @Option(names = "--lock-image", description = "Leave the image tower as it is (LiT).")
    private boolean image;

    @Option(
            names = "--lock-image-unlocked-groups",
            paramLabel = "N",
            description = "With --lock-image: train its last N groups of layers nonetheless.")
    private @Nullable Integer imageGroups;

    @Option(names = "--lock-text", description = "Leave the text tower as it is.")
    private boolean text;

    @Option(
            names = "--lock-text-unlocked-layers",
            paramLabel = "N",
            description = "With --lock-text: train its last N groups of layers nonetheless.")
    private @Nullable Integer textLayers;

    /** Adds those that were given, as {@code key.path=value}. */
    public void addTo(List<String> overrides) {
        if (image) {
            overrides.add("lock.image=true");
        }
        if (imageGroups != null) {
            overrides.add("lock.image_unlocked_groups=" + imageGroups);
        }
        if (text) {
            overrides.add("lock.text=true");
        }
        if (textLayers != null) {
            overrides.add("lock.text_unlocked_layers=" + textLayers);
        }
    }
}
