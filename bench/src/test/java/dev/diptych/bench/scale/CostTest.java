package dev.diptych.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class CostTest {
    private static final Link INSIDE = new Link(0, 1e11);
    private static final Link OUTSIDE = new Link(1e-5, 1e9);

    /** A step of 0.3 s of which 0.2 s are the backward pass. */
    private static final TrainingCost COST = new TrainingCost(10_000_000, 100, 50, 0.3, 1e12, 4, INSIDE, OUTSIDE);

    @Test
    void aRankAloneTellsNothing() {
        TrainingCost.Step step = COST.on(1);
        assertThat(step.pairs()).isEqualTo(50);
        assertThat(step.features()).isZero();
        assertThat(step.exposed()).isZero();
        assertThat(step.seconds()).isCloseTo(0.3 + 6.0 * 50 * 50 * 100 / 1e12, Offset.offset(1e-12));
        assertThat(COST.efficiency(step)).isEqualTo(1);
    }

    @Test
    void ofASumThatIsShorterThanTheBackwardPassItsLastPartIsLeft() {
        TrainingCost.Step step = COST.on(16); // 75 ms for 40 MB
        assertThat(step.sum()).isCloseTo(OUTSIDE.sum(16, 9, 4e7), Offset.offset(1e-12));
        assertThat(step.sum()).isLessThan(0.2);
        assertThat(step.exposed()).isCloseTo(step.sum() / 9, Offset.offset(1e-12));
        assertThat(step.pairs()).isEqualTo(800);
        assertThat(step.pairsPerSecond()).isCloseTo(800 / step.seconds(), Offset.offset(1e-9));
    }

    @Test
    void ofALongerOneWhatThePassDoesNotCover() {
        TrainingCost.Step step = new TrainingCost(100_000_000, 100, 50, 0.3, 1e12, 4, INSIDE, OUTSIDE).on(16);
        assertThat(step.exposed()).isCloseTo(step.sum() - 0.2, Offset.offset(1e-12));
    }

    @Test
    void ranksOfOneHostTalkInside() {
        assertThat(COST.on(4).sum()).isCloseTo(INSIDE.sum(4, 9, 4e7), Offset.offset(1e-12));
        assertThat(COST.on(5).sum()).isCloseTo(OUTSIDE.sum(5, 9, 4e7), Offset.offset(1e-12));
    }

    @Test
    void featuresAreGatheredAndTheirGradientsAddedUp() {
        double bytes = 4.0 * 50 * 100;
        assertThat(COST.on(8).features())
                .isCloseTo(
                        2 * OUTSIDE.gather(8, bytes) + 2 * OUTSIDE.sumShares(8, 8 * bytes) + 3 * OUTSIDE.gather(8, 0),
                        Offset.offset(1e-12));
    }

    @Test
    void anIngestTakesAsLongAsItsSlowerPart() {
        IngestCost processors = new IngestCost(1_000_000, 10, 4, 50, 100e3, 20e3, 1e9);
        assertThat(processors.computing()).isEqualTo(500);
        assertThat(processors.telling()).isEqualTo(10);
        assertThat(processors.seconds()).isEqualTo(500);
        assertThat(processors.written()).isEqualTo(20e9);
        IngestCost network = new IngestCost(1_000_000, 10, 64, 1000, 100e3, 20e3, 1e8);
        assertThat(network.seconds()).isEqualTo(network.telling()).isEqualTo(100);
    }

    @Test
    void refusesWhatIsNotAboveZero() {
        assertThatThrownBy(() -> new TrainingCost(1, 1, 1, 0, 1, 1, INSIDE, OUTSIDE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0.0 s");
        assertThatThrownBy(() -> new IngestCost(1, 0, 1, 1, 1, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("machines=0");
    }
}
