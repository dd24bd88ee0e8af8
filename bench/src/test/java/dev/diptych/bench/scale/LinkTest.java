package dev.diptych.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class LinkTest {
    private static final Offset<Double> EXACT = Offset.offset(1e-12);

    @Test
    void aSumGoesThereByHalvesAndBack() {
        Link link = new Link(1e-5, 1e9);
        // Two ranks: each sends half and gets half, twice. Four: 3/4 twice, in four messages.
        assertThat(link.sum(2, 1, 1e6)).isCloseTo(2e-5 + 1e-3, EXACT);
        assertThat(link.sum(4, 1, 1e6)).isCloseTo(4e-5 + 1.5e-3, EXACT);
        assertThat(link.sum(4, 10, 1e6)).isCloseTo(4e-4 + 1.5e-3, EXACT);
        assertThat(link.sum(5, 1, 1e6)).isCloseTo(6e-5 + 1.6e-3, EXACT);
        assertThat(link.sum(1, 10, 1e6)).isZero();
    }

    @Test
    void aSumBySharesTakesTheShareOfEachOther() {
        Link link = new Link(1e-5, 1e9);
        assertThat(link.sumShares(2, 1e6)).isCloseTo(1e-5 + 0.5e-3, EXACT);
        assertThat(link.sumShares(5, 1e6)).isCloseTo(4e-5 + 0.8e-3, EXACT);
        assertThat(link.sumShares(1, 1e6)).isZero();
    }

    @Test
    void aGatherBringsWhatTheOthersHave() {
        Link link = new Link(1e-5, 1e9);
        assertThat(link.gather(1, 1e6)).isZero();
        assertThat(link.gather(8, 1e6)).isCloseTo(3e-5 + 7e-3, EXACT);
    }

    @Test
    void timedSumsGiveTheLinkThatTheyWereMadeBy() {
        Link link = new Link(2e-5, 3e9);
        Link fitted = Link.fitted(timed(link, 1));
        assertThat(fitted.latency()).isCloseTo(link.latency(), Offset.offset(1e-9));
        assertThat(fitted.bandwidth()).isCloseTo(link.bandwidth(), Offset.offset(1e3));
    }

    @Test
    void aLatencyThatWouldBeNegativeIsNone() {
        List<Link.TimedSum> sums = List.of(
                new Link.TimedSum(2, 1, 1_000, 1e-6), // as if nothing but bytes counted, and more than in proportion
                new Link.TimedSum(2, 1, 1_000_000, 2e-3));
        assertThat(Link.fitted(sums).latency()).isZero();
    }

    @Test
    void oneTimedSumGivesABandwidth() {
        Link fitted = Link.fitted(List.of(new Link.TimedSum(2, 32, 1_000_000, 1e-3)));
        assertThat(fitted.latency()).isZero();
        assertThat(fitted.bandwidth()).isCloseTo(1e9, Offset.offset(1.0));
    }

    @Test
    void refusesWhatIsNoLinkAndNoSum() {
        assertThatThrownBy(() -> new Link(-1, 1))
                .hasMessage("link: latency -1.0 s, bandwidth 1.0 bytes/s, expected at least 0 and above 0");
        assertThatThrownBy(() -> new Link.TimedSum(1, 1, 1, 1)).hasMessageContaining("1 ranks");
        assertThatThrownBy(() -> Link.fitted(List.of())).hasMessageStartingWith("link: 0 timed sums");
    }

    private static List<Link.TimedSum> timed(Link link, int parts) {
        List<Link.TimedSum> sums = new ArrayList<>();
        for (int ranks : new int[] {2, 4, 8}) {
            for (long bytes : new long[] {1_000, 100_000, 10_000_000}) {
                sums.add(new Link.TimedSum(ranks, parts, bytes, link.sum(ranks, parts, bytes)));
            }
        }
        return sums;
    }
}
