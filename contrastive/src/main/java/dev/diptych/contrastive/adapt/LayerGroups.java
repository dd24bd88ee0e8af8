package dev.diptych.contrastive.adapt;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/*
 * open_clip's lists (VisionTransformer.lock, lock_text_tower), and for SigLIP's tower the one that it has timm make of its
 * trunk (group_parameters): embeddings with the norm behind them, each block, the last with the norm behind it, and what
 * makes features of the pooled token. A pooler of learnt queries that stands before a projection is in none of them.
 */
/** A tower's parameters in the groups by which they are locked and slowed, from its input to its features. */
public final class LayerGroups {
    private static final Pattern PREFIX = Pattern.compile("^(visual\\.(trunk\\.)?|text\\.)");
    private static final Pattern BLOCK = Pattern.compile("blocks\\.(\\d+)\\.");
    private static final Pattern FIRST = Pattern.compile(
            "(conv1|class_embedding|positional_embedding|ln_pre|token_embedding|patch_embed|pos_embed)\\b.*");
    private static final Pattern LAST_NORM = Pattern.compile("(ln_post|ln_final|norm)\\b.*");
    private static final Pattern FEATURES = Pattern.compile("(proj|text_projection)\\b.*");
    private static final String TIMM_POOLER = "visual.trunk.attn_pool.";
    private static final int NONE = -1;

    private final Collection<String> names;
    private final List<Set<String>> groups = new ArrayList<>();

    /** @param names of all parameters, which are open_clip's */
    public LayerGroups(Tower tower, Collection<String> names) {
        this.names = names.stream().filter(tower::has).toList();
        int blocks = this.names.stream().mapToInt(LayerGroups::block).max().orElse(NONE) + 1;
        for (int i = 0; i < blocks + 2; i++) {
            groups.add(new HashSet<>());
        }
        for (String name : this.names) {
            int group = group(name, blocks);
            if (group != NONE) {
                groups.get(group).add(name);
            }
        }
        groups.removeIf(Set::isEmpty); // a text tower may have no projection
    }

    /** How many there are. */
    public int count() {
        return groups.size();
    }

    /** The names in each. */
    public List<Set<String>> groups() {
        return groups.stream().map(Set::copyOf).toList();
    }

    /**
     * What is locked where the last groups are not.
     *
     * @param unlocked how many groups are trained, at most {@link #count}
     */
    public Set<String> locked(int unlocked) {
        Set<String> locked = new HashSet<>(names);
        groups.subList(count() - unlocked, count()).forEach(locked::removeAll);
        return locked;
    }

    /**
     * Factors on the learning rate, by name: 1 for the last group, and {@code decay} times the next group's for each before.
     *
     * @param decay 1 for no factors at all
     */
    public Map<String, Double> factors(double decay) {
        Map<String, Double> factors = new HashMap<>();
        for (int i = 0; decay < 1 && i < count(); i++) {
            double factor = Math.pow(decay, count() - 1 - i);
            groups.get(i).forEach(name -> factors.put(name, factor));
        }
        return factors;
    }

    private static int block(String name) {
        Matcher block = BLOCK.matcher(name);
        return block.find() ? Integer.parseInt(block.group(1)) : NONE;
    }

    private static int group(String name, int blocks) {
        int block = block(name);
        if (block != NONE) {
            return block + 1;
        }
        String own = PREFIX.matcher(name).replaceFirst("");
        if (FIRST.matcher(own).matches()) {
            return 0;
        }
        if (LAST_NORM.matcher(own).matches()) {
            return blocks;
        }
        return FEATURES.matcher(own).matches() || name.startsWith(TIMM_POOLER) ? blocks + 1 : NONE;
    }
}
