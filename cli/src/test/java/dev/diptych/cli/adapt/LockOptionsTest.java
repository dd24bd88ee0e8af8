package dev.diptych.cli.adapt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class LockOptionsTest {
    @Command
    private static final class Holder {
        @Mixin
        private LockOptions lock = new LockOptions();
    }

    @Test
    void isShortForKeysOfTheRecipe() {
        assertThat(overrides()).isEmpty();
        assertThat(overrides(
                        "--lock-image",
                        "--lock-image-unlocked-groups=2",
                        "--lock-text",
                        "--lock-text-unlocked-layers=3"))
                .containsExactly(
                        "lock.image=true",
                        "lock.image_unlocked_groups=2",
                        "lock.text=true",
                        "lock.text_unlocked_layers=3");
    }

    private static List<String> overrides(String... arguments) {
        Holder holder = new Holder();
        new CommandLine(holder).parseArgs(arguments);
        List<String> overrides = new ArrayList<>();
        holder.lock.addTo(overrides);
        return overrides;
    }
}
