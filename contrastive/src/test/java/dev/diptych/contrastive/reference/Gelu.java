package dev.diptych.contrastive.reference;

/** The Gaussian error linear unit and its approximations (Hendrycks and Gimpel 2016, section 2). */
enum Gelu {
    /** {@code x Phi(x)}. */
    EXACT {
        @Override
        double of(double x) {
            return x * (1 + erf(x / Math.sqrt(2))) / 2;
        }
    },
    /** {@code x sigmoid(1.702 x)}. */
    QUICK {
        @Override
        double of(double x) {
            return x / (1 + Math.exp(-1.702 * x));
        }
    },
    /** {@code x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2}. */
    TANH {
        @Override
        double of(double x) {
            return x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))) / 2;
        }
    };

    abstract double of(double x);

    Matrix of(Matrix x) {
        Matrix out = Matrix.zeros(x.rows, x.columns);
        for (int i = 0; i < x.rows; i++) {
            for (int j = 0; j < x.columns; j++) {
                out.set(i, j, of(x.at(i, j)));
            }
        }
        return out;
    }

    /** The error function by its series of positive terms (Abramowitz and Stegun, 7.1.6). */
    static double erf(double x) {
        if (Math.abs(x) > 6) {
            return Math.signum(x);
        }
        double sum = 0;
        double term = x;
        for (int n = 1; sum + term != sum; n++) {
            sum += term;
            term *= 2 * x * x / (2 * n + 1);
        }
        return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
    }
}
