#!/usr/bin/env bash
# ND4J 1.0.0-M2.1 (SameDiff): the gradient of `gather` keeps one of the rows that share an index instead of their sum.
#
# loss = sum(gather(table, [0, 0, 2])): row 0 is read twice, so its gradient is 2. Seen: 1. A table of embeddings would
# learn from one occurrence of each token of a batch.
# Needs: a JDK of 17 or later, Maven, Linux on x86-64.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat > "$work/pom.xml" <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>nd4j</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.nd4j</groupId><artifactId>nd4j-native</artifactId><version>1.0.0-M2.1</version></dependency>
    <dependency><groupId>org.nd4j</groupId><artifactId>nd4j-native</artifactId><version>1.0.0-M2.1</version><classifier>linux-x86_64</classifier></dependency>
    <dependency><groupId>org.bytedeco</groupId><artifactId>openblas</artifactId><version>0.3.19-1.5.7</version><classifier>linux-x86_64</classifier></dependency>
    <dependency><groupId>org.bytedeco</groupId><artifactId>javacpp</artifactId><version>1.5.7</version><classifier>linux-x86_64</classifier></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.18</version></dependency>
  </dependencies>
</project>
POM
(cd "$work" && mvn -q -B dependency:copy-dependencies -DoutputDirectory=lib)

cat > "$work/Gather.java" <<'JAVA'
import java.util.Arrays;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.factory.Nd4j;

class Gather {
    public static void main(String[] args) {
        SameDiff graph = SameDiff.create();
        SDVariable table = graph.var("table", Nd4j.zeros(3, 1).castTo(org.nd4j.linalg.api.buffer.DataType.FLOAT));
        SDVariable ids = graph.constant("ids", Nd4j.createFromArray(0, 0, 2));
        graph.gather(table, ids, 0).sum("loss");
        graph.setLossVariables("loss");
        float[] gradient = graph.calculateGradients(Map.of(), "table").get("table").toFloatVector();
        System.out.println("ND4J 1.0.0-M2.1: gradient " + Arrays.toString(gradient) + ", by definition [2.0, 0.0, 1.0]");
        System.exit(Arrays.equals(gradient, new float[] {1, 0, 1}) ? 0 : 1);
    }
}
JAVA
java -cp "$work/lib/*" "$work/Gather.java"
