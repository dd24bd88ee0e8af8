package dev.diptych.nn.probe;

import java.util.function.IntBinaryOperator;

/** Attention and its gradient by their definitions (Vaswani et al. 2017, section 3.2), one head of one sequence at a time. */
final class PlainAttention {
    private final int queries;
    private final int tokens;
    private final int width;
    private final int head;
    private final double[] q;
    private final double[] k;
    private final double[] v;
    private final double[] out;
    private final double[] dq;
    private final double[] dk;
    private final double[] dv;

    /**
     * @param q [B, Q, W], and k and v [B, T, W]
     * @param dout [B, Q, W], the gradient of what comes out
     * @param last the last token that a sequence's query sees, by sequence and query
     */
    PlainAttention(
            int batch,
            int queries,
            int tokens,
            int heads,
            double[] q,
            double[] k,
            double[] v,
            double[] dout,
            IntBinaryOperator last) {
        this.queries = queries;
        this.tokens = tokens;
        this.width = q.length / batch / queries;
        this.head = width / heads;
        this.q = q;
        this.k = k;
        this.v = v;
        this.out = new double[q.length];
        this.dq = new double[q.length];
        this.dk = new double[k.length];
        this.dv = new double[v.length];
        for (int b = 0; b < batch; b++) {
            for (int t = 0; t < queries; t++) {
                for (int h = 0; h < heads; h++) {
                    query(b, t, h, last.applyAsInt(b, t) + 1, dout);
                }
            }
        }
    }

    double[] out() {
        return out;
    }

    double[] dq() {
        return dq;
    }

    double[] dk() {
        return dk;
    }

    double[] dv() {
        return dv;
    }

    private void query(int b, int t, int h, int seen, double[] dout) {
        int from = (b * queries + t) * width + h * head;
        double scale = 1 / Math.sqrt(head);
        double[] weights = new double[seen];
        double sum = 0;
        for (int s = 0; s < seen; s++) {
            weights[s] = Math.exp(scale * dot(q, from, k, token(b, s, h))); // no larger than e^40 for what is drawn
            sum += weights[s];
        }
        double[] dweights = new double[seen];
        double mean = 0;
        for (int s = 0; s < seen; s++) {
            weights[s] /= sum;
            add(out, from, v, token(b, s, h), weights[s]);
            add(dv, token(b, s, h), dout, from, weights[s]);
            dweights[s] = dot(dout, from, v, token(b, s, h));
            mean += weights[s] * dweights[s];
        }
        for (int s = 0; s < seen; s++) {
            double dscore = scale * weights[s] * (dweights[s] - mean);
            add(dq, from, k, token(b, s, h), dscore);
            add(dk, token(b, s, h), q, from, dscore);
        }
    }

    private int token(int b, int s, int h) {
        return (b * tokens + s) * width + h * head;
    }

    private double dot(double[] x, int fromX, double[] y, int fromY) {
        double sum = 0;
        for (int c = 0; c < head; c++) {
            sum += x[fromX + c] * y[fromY + c];
        }
        return sum;
    }

    private void add(double[] to, int at, double[] x, int from, double factor) {
        for (int c = 0; c < head; c++) {
            to[at + c] += factor * x[from + c];
        }
    }
}
