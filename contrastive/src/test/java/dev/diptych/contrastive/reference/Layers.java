package dev.diptych.contrastive.reference;

/** The layers that both towers are made of, over the tokens of one image or caption: [T, W]. */
record Layers(Weights weights, Gelu gelu, double epsilon) {
    /** {@code x W^T + b} with the weight [out, in], as PyTorch keeps it, called {@code name} and "weight" or "bias". */
    Matrix linear(Matrix x, String name, int out) {
        return x.times(weights.matrix(name + "weight", out, x.columns).transposed())
                .plus(weights.vector(name + "bias", out));
    }

    /** Each row less its mean, over its deviation, times a gain plus a bias (Ba et al. 2016, section 3). */
    Matrix norm(Matrix x, String name) {
        Matrix gain = weights.vector(name + ".weight", x.columns);
        Matrix bias = weights.vector(name + ".bias", x.columns);
        Matrix out = Matrix.zeros(x.rows, x.columns);
        for (int i = 0; i < x.rows; i++) {
            double mean = 0;
            for (int j = 0; j < x.columns; j++) {
                mean += x.at(i, j) / x.columns;
            }
            double variance = 0;
            for (int j = 0; j < x.columns; j++) {
                variance += (x.at(i, j) - mean) * (x.at(i, j) - mean) / x.columns;
            }
            for (int j = 0; j < x.columns; j++) {
                double normal = (x.at(i, j) - mean) / Math.sqrt(variance + epsilon);
                out.set(i, j, normal * gain.at(0, j) + bias.at(0, j));
            }
        }
        return out;
    }

    /** {@code gelu(x W1 + b1) W2 + b2}, back to the width it came with. */
    Matrix mlp(Matrix x, String first, String second, int hidden) {
        return linear(gelu.of(linear(x, first + ".", hidden)), second + ".", x.columns);
    }

    /**
     * The pre-norm blocks of GPT-2 and ViT (Dosovitskiy et al. 2021, equations 2 and 3), with multi-head self-attention
     * (Vaswani et al. 2017, section 3.2.2) whose queries, keys and values come from one product.
     */
    Matrix blocks(
            Matrix x,
            String tower,
            BlockNames names,
            int layers,
            int heads,
            int hidden,
            boolean scaled,
            boolean causal) {
        int width = x.columns;
        for (int layer = 0; layer < layers; layer++) {
            String block = tower + names.blocks + layer;
            Matrix packed = linear(norm(x, block + names.attentionNorm), block + names.packed, 3 * width);
            Matrix attended = attend(
                    packed.columnsFrom(0, width),
                    packed.columnsFrom(width, width),
                    packed.columnsFrom(2 * width, width),
                    heads,
                    causal);
            attended = linear(attended, block + names.attended + ".", width);
            x = x.plus(scaled ? scale(attended, block + ".ls_1.gamma") : attended);
            Matrix normal = norm(x, block + names.mlpNorm);
            Matrix expanded = mlp(normal, block + names.expanded, block + names.contracted, hidden);
            x = x.plus(scaled ? scale(expanded, block + ".ls_2.gamma") : expanded);
        }
        return x;
    }

    /** Each column times a factor of its own (Touvron et al. 2021, equation 4). */
    private Matrix scale(Matrix x, String name) {
        Matrix factors = weights.vector(name, x.columns);
        Matrix out = Matrix.zeros(x.rows, x.columns);
        for (int i = 0; i < x.rows; i++) {
            for (int j = 0; j < x.columns; j++) {
                out.set(i, j, x.at(i, j) * factors.at(0, j));
            }
        }
        return out;
    }

    /**
     * Softmax-weighted sums of values, each head on columns of its own.
     *
     * @param queries [N, W]
     * @param keys [T, W]
     * @param values [T, W]
     * @param causal whether query i sees keys 0 to i alone
     * @return [N, W]
     */
    static Matrix attend(Matrix queries, Matrix keys, Matrix values, int heads, boolean causal) {
        int headWidth = queries.columns / heads;
        Matrix out = Matrix.zeros(queries.rows, queries.columns);
        for (int head = 0; head < heads; head++) {
            int first = head * headWidth;
            for (int i = 0; i < queries.rows; i++) {
                int seen = causal ? i + 1 : keys.rows;
                double[] weight = new double[seen];
                double sum = 0;
                for (int j = 0; j < seen; j++) {
                    double score = 0;
                    for (int c = first; c < first + headWidth; c++) {
                        score += queries.at(i, c) * keys.at(j, c);
                    }
                    weight[j] = Math.exp(score / Math.sqrt(headWidth));
                    sum += weight[j];
                }
                for (int c = first; c < first + headWidth; c++) {
                    double value = 0;
                    for (int j = 0; j < seen; j++) {
                        value += weight[j] / sum * values.at(j, c);
                    }
                    out.set(i, c, value);
                }
            }
        }
        return out;
    }
}
