#!/usr/bin/env bash
# Deeplearning4j 1.0.0-M2.1: OptimizationAlgorithm.LBFGS stands still away from the minimum of a convex problem.
#
# Softmax regression with L2 on 150 made rows of 6 numbers, three classes, double precision: the score has one minimum. Plain gradient
# descent of the same network goes on down to it; LBFGS, from the same start, is above it after 10 iterations and no lower after 300.
# Needs: a JDK of 17 or later, Maven, Linux on x86-64.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat > "$work/pom.xml" <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>dl4j</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.deeplearning4j</groupId><artifactId>deeplearning4j-nn</artifactId><version>1.0.0-M2.1</version></dependency>
    <dependency><groupId>org.nd4j</groupId><artifactId>nd4j-native</artifactId><version>1.0.0-M2.1</version></dependency>
    <dependency><groupId>org.nd4j</groupId><artifactId>nd4j-native</artifactId><version>1.0.0-M2.1</version><classifier>linux-x86_64</classifier></dependency>
    <dependency><groupId>org.bytedeco</groupId><artifactId>openblas</artifactId><version>0.3.19-1.5.7</version><classifier>linux-x86_64</classifier></dependency>
    <dependency><groupId>org.bytedeco</groupId><artifactId>javacpp</artifactId><version>1.5.7</version><classifier>linux-x86_64</classifier></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.18</version></dependency>
  </dependencies>
</project>
POM
(cd "$work" && mvn -q -B dependency:copy-dependencies -DoutputDirectory=lib)

cat > "$work/Lbfgs.java" <<'JAVA'
import java.util.Random;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class Lbfgs {
    private static final int ROWS = 150;
    private static final int SIZE = 6;
    private static final int CLASSES = 3;

    public static void main(String[] args) {
        Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
        DataSet data = data();
        double minimum = score(OptimizationAlgorithm.STOCHASTIC_GRADIENT_DESCENT, 1_000, data);
        double soon = score(OptimizationAlgorithm.LBFGS, 10, data);
        double late = score(OptimizationAlgorithm.LBFGS, 300, data);
        System.out.printf("Deeplearning4j 1.0.0-M2.1: LBFGS %.5f after 10 iterations, %.5f after 300; gradient descent %.5f%n",
                soon, late, minimum);
        System.exit(late > minimum + 1e-3 && Math.abs(late - soon) < 1e-6 ? 0 : 1);
    }

    private static double score(OptimizationAlgorithm algorithm, int iterations, DataSet data) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(1)
                .dataType(DataType.DOUBLE)
                .weightInit(WeightInit.ZERO)
                .optimizationAlgo(algorithm)
                .updater(new Sgd(0.5))
                .l2(1e-3)
                .list()
                .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(SIZE)
                        .nOut(CLASSES)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
        network.init();
        for (int i = 0; i < iterations; i++) {
            network.fit(data);
        }
        return network.score(data);
    }

    /** Rows whose class is the largest of three sums of their numbers, with noise. */
    private static DataSet data() {
        Random random = new Random(1);
        INDArray features = Nd4j.zeros(DataType.DOUBLE, ROWS, SIZE);
        INDArray labels = Nd4j.zeros(DataType.DOUBLE, ROWS, CLASSES);
        for (int i = 0; i < ROWS; i++) {
            double[] sums = new double[CLASSES];
            for (int d = 0; d < SIZE; d++) {
                double value = random.nextGaussian();
                features.putScalar(i, d, value);
                sums[d % CLASSES] += value + 0.5 * random.nextGaussian();
            }
            int best = 0;
            for (int k = 1; k < CLASSES; k++) {
                best = sums[k] > sums[best] ? k : best;
            }
            labels.putScalar(i, best, 1);
        }
        return new DataSet(features, labels);
    }
}
JAVA
java -cp "$work/lib/*" "$work/Lbfgs.java"
