package dev.diptych.contrastive.reference;

/**
 * Both towers and their loss over one batch.
 *
 * @param images unit [B, D]
 * @param texts unit [B, D]
 * @param logits [B, B]
 */
record Reference(Matrix images, Matrix texts, Matrix logits, double loss) {
    static Reference compute(Architecture architecture, Weights weights, Inputs inputs) {
        ImageTower imageTower = new ImageTower(architecture, weights);
        TextTower textTower = new TextTower(architecture, weights);
        Matrix images = Matrix.zeros(0, architecture.embedDim());
        Matrix texts = Matrix.zeros(0, architecture.embedDim());
        for (int b = 0; b < Inputs.PAIRS; b++) {
            images = images.above(imageTower.embed(inputs.image(b)));
            texts = texts.above(textTower.embed(inputs.ids()[b]));
        }
        double logScale = weights.scalar("logit_scale");
        double bias = architecture.sigmoid() ? weights.scalar("logit_bias") : 0;
        Matrix logits = Losses.logits(images, texts, logScale, bias);
        return new Reference(
                images, texts, logits, architecture.sigmoid() ? Losses.sigmoid(logits) : Losses.softmax(logits));
    }
}
