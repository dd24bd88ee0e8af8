package dev.diptych.contrastive.ranks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class StartCheckTest {
    @Test
    void ranksThatAgreeGoOn() {
        List<Boolean> all = ThreadRanks.run(3, ranks -> () -> {
            StartCheck.same(ranks, Map.of("recipe", "a"));
            return true;
        });
        assertThat(all).containsExactly(true, true, true);
    }

    @Test
    void theRankThatDiffersIsNamedEverywhere() {
        for (int seen = 0; seen < 3; seen++) {
            int asked = seen;
            List<String> said = ThreadRanks.run(3, ranks -> () -> {
                Map<String, String> things = new LinkedHashMap<>();
                things.put("recipe", "a");
                things.put("engine", ranks.rank() == 2 ? "onednn\n2 threads" : "onednn\n1 threads");
                try {
                    StartCheck.same(ranks, things);
                    return "";
                } catch (RanksException e) {
                    return e.getMessage();
                }
            });
            assertThat(said.get(asked))
                    .startsWith("train: rank 2: another engine than rank 0's, expected the same on all ranks");
        }
    }

    @Test
    void alonePasses() {
        StartCheck.same(Ranks.one(), Map.of("recipe", "a"));
    }

    @Test
    void ranksStopTogetherOnceAnyIsTold() {
        List<Integer> steps = ThreadRanks.run(3, ranks -> () -> {
            int[] step = {0};
            AgreedStop stop = new AgreedStop(ranks, () -> ranks.rank() == 1 && step[0] >= 4);
            while (!stop.getAsBoolean()) {
                step[0]++;
                stop.ask();
            }
            return step[0];
        });
        assertThat(steps).containsExactly(4, 4, 4);
    }
}
