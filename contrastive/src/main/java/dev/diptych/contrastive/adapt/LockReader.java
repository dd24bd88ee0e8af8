package dev.diptych.contrastive.adapt;

import dev.diptych.config.Section;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** Reads the section {@code lock} of a recipe: which towers stay as they are, but for their last groups of layers. */
public final class LockReader {
    private LockReader() {}

    /**
     * @param names of the model's parameters
     * @param known whether they are; the number of groups is not checked where not
     * @return those that are locked
     */
    public static Set<String> read(Section lock, Collection<String> names, boolean known) {
        Set<String> locked = new HashSet<>();
        locked.addAll(tower(lock, new LayerGroups(Tower.IMAGE, names), "image", "image_unlocked_groups", known));
        locked.addAll(tower(lock, new LayerGroups(Tower.TEXT, names), "text", "text_unlocked_layers", known));
        return locked;
    }

    private static Set<String> tower(Section lock, LayerGroups groups, String tower, String last, boolean known) {
        boolean locked = lock.flag(tower, false);
        int unlocked = lock.integer(last, 0, 0, Integer.MAX_VALUE);
        if (!locked) {
            if (unlocked > 0) {
                lock.reject(last, "0 unless lock." + tower + " is true");
            }
            return Set.of();
        }
        if (known && unlocked > groups.count()) {
            lock.reject(last, "at most " + groups.count() + ", the groups that the " + tower + " tower has");
        }
        return groups.locked(Math.min(unlocked, groups.count()));
    }
}
