package dev.diptych.nn.probe;

/** Layer normalisation and its gradient by their definitions (Ba, Kiros, Hinton 2016, section 3), one row at a time. */
final class PlainNorm {
    private final int width;
    private final double[] mean;
    private final double[] variance;
    private final double[] out;
    private final double[] dx;
    private final double[] dgamma;
    private final double[] dbeta;

    PlainNorm(double[] x, double[] gamma, double[] beta, double epsilon, double[] dout) {
        width = gamma.length;
        mean = new double[x.length / width];
        variance = new double[mean.length];
        out = new double[x.length];
        dx = new double[x.length];
        dgamma = new double[width];
        dbeta = new double[width];
        for (int row = 0; row < mean.length; row++) {
            row(row, x, gamma, beta, epsilon, dout);
        }
    }

    private void row(int row, double[] x, double[] gamma, double[] beta, double epsilon, double[] dout) {
        int from = row * width;
        for (int w = 0; w < width; w++) {
            mean[row] += x[from + w] / width;
        }
        for (int w = 0; w < width; w++) {
            variance[row] += Math.pow(x[from + w] - mean[row], 2) / width;
        }
        double deviation = Math.sqrt(variance[row] + epsilon);
        double[] normal = new double[width];
        double sum = 0;
        double sumOfProducts = 0;
        for (int w = 0; w < width; w++) {
            normal[w] = (x[from + w] - mean[row]) / deviation;
            out[from + w] = normal[w] * gamma[w] + beta[w];
            dgamma[w] += dout[from + w] * normal[w];
            dbeta[w] += dout[from + w];
            sum += dout[from + w] * gamma[w] / width;
            sumOfProducts += dout[from + w] * gamma[w] * normal[w] / width;
        }
        for (int w = 0; w < width; w++) {
            dx[from + w] = (dout[from + w] * gamma[w] - sum - normal[w] * sumOfProducts) / deviation;
        }
    }

    double[] mean() {
        return mean;
    }

    double[] variance() {
        return variance;
    }

    double[] out() {
        return out;
    }

    double[] dx() {
        return dx;
    }

    double[] dgamma() {
        return dgamma;
    }

    double[] dbeta() {
        return dbeta;
    }
}
