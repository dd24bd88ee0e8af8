#!/usr/bin/env bash
# ND4J 1.0.0-M2.1 (SameDiff): a saved graph forgets which of its variables are outputs, and outputs() is then null.
#
# setOutputs("wanted"), save, load: outputs() gives null, not the name, and not an empty list either. What loads a file has to be told the
# names beside it.
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

cat > "$work/Outputs.java" <<'JAVA'
import java.io.File;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

class Outputs {
    public static void main(String[] args) throws Exception {
        SameDiff graph = SameDiff.create();
        SDVariable x = graph.placeHolder("x", DataType.FLOAT, -1, 2);
        graph.identity("wanted", x.mul(2));
        graph.setOutputs("wanted");
        List<String> before = graph.outputs();
        File file = new File(args[0], "graph.fb");
        graph.save(file, false);
        List<String> after = SameDiff.load(file, false).outputs();
        System.out.println("ND4J 1.0.0-M2.1: outputs " + before + " before, " + after + " after save and load");
        System.exit(List.of("wanted").equals(before) && after == null ? 0 : 1);
    }
}
JAVA
java -cp "$work/lib/*" "$work/Outputs.java" "$work"
