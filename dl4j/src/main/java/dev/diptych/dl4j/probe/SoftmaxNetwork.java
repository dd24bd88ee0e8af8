package dev.diptych.dl4j.probe;

import dev.diptych.dl4j.EmbeddingArrays;
import dev.diptych.eval.probe.fit.ProbeData;
import dev.diptych.eval.probe.lbfgs.Curvature;
import dev.diptych.eval.probe.lbfgs.Objective;
import dev.diptych.nn.cpu.Workers;
import java.util.Objects;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/*
 * The network's score is the mean cross-entropy and 1/2 l2 ||W||^2, so the objective is c N times that with l2 = 1 / (c N). Its gradient
 * is a sum over the rows, of which the updater makes a mean, with that of the penalty; an updater of rate 1 leaves it so. The
 * optimiser is not the network's: its LBFGS takes the parameters for the last step, and soon stands still.
 */
/** The objective by a network of Deeplearning4j. */
final class SoftmaxNetwork implements Objective {
    private static final String WEIGHT = "0_" + DefaultParamInitializer.WEIGHT_KEY; // [D, K]
    private static final String BIAS = "0_" + DefaultParamInitializer.BIAS_KEY; // K

    private final ProbeData data;
    private final INDArray features; // [N, D]
    private final INDArray labels; // [N, K], one-hot
    private final Workers workers;
    private final Curvature curvature;
    private double c = 1;
    private @Nullable MultiLayerNetwork network;

    SoftmaxNetwork(ProbeData data, int threads) {
        this.data = data;
        this.workers = new Workers(threads);
        this.features = EmbeddingArrays.of(data.features()).castTo(DataType.DOUBLE);
        this.labels = Nd4j.zeros(DataType.DOUBLE, data.count(), data.classes());
        for (int i = 0; i < data.count(); i++) {
            labels.putScalar(i, data.labels()[i], 1);
        }
        INDArray ones = Nd4j.ones(DataType.DOUBLE, data.count(), 1);
        try (INDArray wide = Nd4j.hstack(features, ones)) {
            double[] gram = wide.transpose().mmul(wide).dup('c').data().asDouble();
            this.curvature = new Curvature(gram, data.dimensions() + 1);
        }
    }

    @Override
    public void weigh(double newC) {
        c = newC;
        MultiLayerConfiguration configuration = new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .updater(new Sgd(1))
                .l2(1 / (c * data.count()))
                .list()
                .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(data.dimensions())
                        .nOut(data.classes())
                        .activation(Activation.SOFTMAX)
                        .build())
                .build();
        network = new MultiLayerNetwork(configuration);
        network.init();
        curvature.factorise(
                c, (1 - 1.0 / data.classes()) / data.classes(), workers); // as where all classes are as likely
    }

    @Override
    public double at(double[] x, double[] gradient) {
        MultiLayerNetwork own = Objects.requireNonNull(network, "weigh comes first");
        INDArray point = Nd4j.create(x, new long[] {data.classes(), data.dimensions() + 1}, 'c');
        int dimensions = data.dimensions();
        own.setParam(
                WEIGHT,
                point.get(NDArrayIndex.all(), NDArrayIndex.interval(0, dimensions))
                        .transpose());
        own.setParam(BIAS, point.getColumn(dimensions).reshape(1, data.classes()));
        own.setInput(features);
        own.setLabels(labels);
        own.computeGradientAndScore();
        Gradient slopes = own.gradient();
        own.getUpdater().update(own, slopes, 0, 0, data.count(), LayerWorkspaceMgr.noWorkspaces());
        double whole = c * data.count();
        INDArray biases = slopes.getGradientFor(BIAS).reshape(1, data.classes());
        INDArray all =
                Nd4j.vstack(slopes.getGradientFor(WEIGHT), biases).transpose().mul(whole);
        System.arraycopy(all.dup('c').data().asDouble(), 0, gradient, 0, gradient.length);
        return whole * own.score();
    }

    @Override
    public void precondition(double[] vector) {
        curvature.divide(vector, workers);
    }

    @Override
    public void close() {
        features.close();
        labels.close();
        workers.close();
        network = null;
    }
}
