package dev.diptych.spark.embed;

import dev.diptych.contrastive.embed.crew.ModelSource;
import dev.diptych.contrastive.embed.crew.ModelSource.Loaded;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The models of an executor's process that no task has at the moment: those of one source, since a process serves one run. */
final class LoadedModels {
    private static final Deque<Loaded> FREE = new ArrayDeque<>();
    private static @Nullable ModelSource source;

    private LoadedModels() {}

    /** Returns one that no other task has until it is given back. */
    static Loaded take(ModelSource wanted) {
        synchronized (FREE) {
            if (!wanted.equals(source)) {
                FREE.forEach(Loaded::close);
                FREE.clear();
                source = wanted;
            }
            Loaded free = FREE.poll();
            if (free != null) {
                return free;
            }
        }
        return wanted.load();
    }

    /**
     * Takes one back.
     *
     * @param sound whether its task has come to its end; else the model may be in any state
     */
    static void giveBack(ModelSource of, Loaded model, boolean sound) {
        synchronized (FREE) {
            if (sound && of.equals(source)) {
                FREE.push(model);
                return;
            }
        }
        model.close();
    }
}
