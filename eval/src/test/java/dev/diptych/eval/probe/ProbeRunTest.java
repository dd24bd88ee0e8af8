package dev.diptych.eval.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.eval.probe.fit.Made;
import dev.diptych.eval.probe.fit.ProbeData;
import dev.diptych.eval.probe.lbfgs.LbfgsProbe;
import dev.diptych.eval.retrieval.Embeddings;
import dev.diptych.nn.engine.Devices;
import dev.diptych.nn.engine.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProbeRunTest {
    private static final ProbeData ALL = Made.data(600, 4, 4);
    private static final ProbeData TRAIN = ALL.rows(IntStream.range(0, 400).toArray());
    private static final ProbeData TEST = ALL.rows(IntStream.range(400, 600).toArray());

    @Test
    void choosesItsPenaltyAndFitsToAllOfThePart() {
        List<SeedResult> told = new ArrayList<>();
        List<SeedResult> results = run(OptionalDouble.empty(), 0, told);
        assertThat(results).hasSize(2).isEqualTo(told);
        for (SeedResult result : results) {
            assertThat(result.images()).isEqualTo(400);
            assertThat(result.acc1()).isGreaterThan(0.4); // of four classes
            assertThat(result.validation()).isBetween(0.4, 1.0);
        }
    }

    @Test
    void fitsToFewOfEachClassByEachSeed() {
        List<SeedResult> results = run(OptionalDouble.empty(), 8, new ArrayList<>());
        assertThat(results).extracting(SeedResult::images).containsExactly(32, 32);
        assertThat(results.get(0).fit().objective())
                .isNotEqualTo(results.get(1).fit().objective());
    }

    @Test
    void runsOnceWhereNothingIsDrawn() {
        List<SeedResult> results = run(OptionalDouble.of(0.316), 0, new ArrayList<>());
        assertThat(results).hasSize(1);
        assertThat(results.get(0).validation()).isNaN();
    }

    @Test
    void refusesPartsThatDiffer() {
        ProbeData other = new ProbeData(new Embeddings(new float[3], 3), new int[1], 4);
        assertThatThrownBy(() -> run(other))
                .hasMessage("probe refused: 4 classes of 4 dimensions to fit to and 4 of 3 to"
                        + " score, expected the same");
    }

    @Test
    void refusesSettingsThatCannotBe() {
        assertThatThrownBy(() -> new ProbeOptions(OptionalDouble.of(0), 0, List.of(0L), 0.2, 1))
                .hasMessage("probe refused: c 0.0, expected a finite number above 0");
        assertThatThrownBy(() -> new ProbeOptions(OptionalDouble.empty(), -2, List.of(0L), 0.2, 1))
                .hasMessage("probe refused: -2 shots, expected at least 1, or 0 for all");
        assertThatThrownBy(() -> new ProbeOptions(OptionalDouble.empty(), 0, List.of(3L, 3L), 0.2, 1))
                .hasMessage("probe refused: seeds [3, 3], expected each once");
        assertThatThrownBy(() -> new ProbeOptions(OptionalDouble.empty(), 0, List.of(0L), 1, 1))
                .hasMessage("probe refused: a validation part of 1.0, expected a share between 0 and 1");
    }

    @Test
    void refusesLabelsThatAreNoClasses() {
        Embeddings two = new Embeddings(new float[2], 1);
        assertThatThrownBy(() -> new ProbeData(two, new int[] {0, 2}, 2))
                .hasMessage("probe refused: label 1: 2, expected 0 to 1");
        assertThatThrownBy(() -> new ProbeData(two, new int[1], 2))
                .hasMessage("probe refused: 2 features, 1 labels, 2 classes, expected a label for each of at least one"
                        + " feature and 2 to 1048576 classes");
    }

    @Test
    void namesTheProbesThereAre() {
        assertThat(Probes.named("lbfgs")).isInstanceOf(LbfgsProbe.class);
        assertThatThrownBy(() -> Probes.named("svm")).hasMessageContaining("'svm', expected one of lbfgs");
    }

    private static List<SeedResult> run(OptionalDouble c, int shots, List<SeedResult> told) {
        try (Engine engine = Devices.open("cpu", 2)) {
            ProbeOptions options = new ProbeOptions(c, shots, List.of(0L, 1L), ProbeOptions.VAL_PROPORTION, 2);
            return new ProbeRun(new LbfgsProbe(), engine, options)
                    .run(TRAIN, TEST, told::add)
                    .seeds();
        }
    }

    private static void run(ProbeData test) {
        try (Engine engine = Devices.open("cpu", 2)) {
            ProbeOptions options = new ProbeOptions(OptionalDouble.of(1), 0, List.of(0L), 0.2, 2);
            new ProbeRun(new LbfgsProbe(), engine, options).run(TRAIN, test, result -> {});
        }
    }
}
