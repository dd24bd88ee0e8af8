package dev.diptych.contrastive.train;

/** Rates between two lines of the log. */
final class Clock {
    private final double earlier;
    private final double matmulRate;
    private final long start = System.nanoTime();
    private long lineStart = start;
    private long waitStart;
    private long waited;
    private long pairs;
    private double flops;

    /**
     * @param earlier seconds of training before this process
     * @param matmulRate floating-point operations a second that the machine reaches
     */
    Clock(double earlier, double matmulRate) {
        this.earlier = earlier;
        this.matmulRate = matmulRate;
    }

    void waiting() {
        waitStart = System.nanoTime();
    }

    void working() {
        waited += System.nanoTime() - waitStart;
    }

    void stepped(int batch, long stepFlops) {
        pairs += batch;
        flops += stepFlops;
    }

    double seconds() {
        return earlier + (System.nanoTime() - start) / 1e9;
    }

    StepLog line(long step, double epoch, double loss, double lr, double logitScale, double gradientNorm) {
        long now = System.nanoTime();
        double span = (now - lineStart) / 1e9;
        StepLog line = new StepLog(
                step,
                epoch,
                loss,
                lr,
                logitScale,
                gradientNorm,
                pairs / span,
                flops / span,
                flops / span / matmulRate,
                waited / 1e9 / span,
                seconds());
        lineStart = now;
        waited = 0;
        pairs = 0;
        flops = 0;
        return line;
    }
}
