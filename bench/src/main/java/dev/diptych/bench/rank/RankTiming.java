package dev.diptych.bench.rank;

/**
 * How long ranking took.
 *
 * @param products seconds that its matrix products take alone, at the rate of blocks
 * @param whole seconds from vectors to the ranks of both directions
 * @param recall of the texts whose image is first, so that it can be seen that something was ranked
 */
public record RankTiming(double products, double whole, double recall) {
    /** How much longer the whole takes than the products alone. */
    public double ratio() {
        return whole / products;
    }
}
