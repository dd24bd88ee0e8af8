package dev.diptych.dl4j.probe;

import dev.diptych.dl4j.EmbeddingArrays;
import dev.diptych.eval.probe.fit.ProbeData;
import dev.diptych.eval.probe.lbfgs.Objective;
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
    private final ProbeData data;
    private final INDArray features; // [N, D]
    private final INDArray labels; // [N, K], one-hot
    private final double[] squares; // [D + 1], of the features with a column of ones, summed
    private double c = 1;
    private @Nullable MultiLayerNetwork network;

    SoftmaxNetwork(ProbeData data) {
        this.data = data;
        this.features = EmbeddingArrays.of(data.features()).castTo(DataType.DOUBLE);
        this.labels = Nd4j.zeros(DataType.DOUBLE, data.count(), data.classes());
        for (int i = 0; i < data.count(); i++) {
            labels.putScalar(i, data.labels()[i], 1);
        }
        this.squares = new double[data.dimensions() + 1];
        float[] x = data.features().values();
        for (int i = 0; i < x.length; i++) {
            squares[i % data.dimensions()] += (double) x[i] * x[i];
        }
        squares[data.dimensions()] = data.count();
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
    }

    @Override
    public double at(double[] x, double[] gradient) {
        MultiLayerNetwork own = Objects.requireNonNull(network, "weigh comes first");
        INDArray point = Nd4j.create(x, new long[] {data.classes(), data.dimensions() + 1}, 'c');
        own.setParam("0_" + DefaultParamInitializer.WEIGHT_KEY, weights(point).transpose());
        own.setParam("0_" + DefaultParamInitializer.BIAS_KEY, biases(point).reshape(1, data.classes()));
        own.setInput(features);
        own.setLabels(labels);
        own.computeGradientAndScore();
        Gradient slopes = own.gradient();
        own.getUpdater().update(own, slopes, 0, 0, data.count(), LayerWorkspaceMgr.noWorkspaces());
        INDArray all = Nd4j.create(DataType.DOUBLE, data.classes(), data.dimensions() + 1);
        weights(all)
                .assign(slopes.getGradientFor("0_" + DefaultParamInitializer.WEIGHT_KEY)
                        .transpose());
        biases(all)
                .assign(slopes.getGradientFor("0_" + DefaultParamInitializer.BIAS_KEY)
                        .reshape(data.classes()));
        double whole = c * data.count();
        System.arraycopy(all.mul(whole).dup('c').data().asDouble(), 0, gradient, 0, gradient.length);
        return whole * own.score();
    }

    private static INDArray weights(INDArray variables) {
        return variables.get(NDArrayIndex.all(), NDArrayIndex.interval(0, variables.size(1) - 1));
    }

    private static INDArray biases(INDArray variables) {
        return variables.getColumn(variables.size(1) - 1);
    }

    /** By the diagonal of the curvature where all classes are as likely. */
    @Override
    public void precondition(double[] vector) {
        int size = squares.length;
        double share = (1 - 1.0 / data.classes()) / data.classes();
        for (int i = 0; i < vector.length; i++) {
            int d = i % size;
            vector[i] /= c * share * squares[d] + (d == size - 1 ? 0 : 1);
        }
    }

    @Override
    public void close() {
        features.close();
        labels.close();
        network = null;
    }
}
