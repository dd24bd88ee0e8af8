#!/usr/bin/env bash
# org.bytedeco:pytorch 2.13.0-1.5.14 cannot be resolved as it was published: it names an OpenBLAS that was not.
#
# Its pom asks for org.bytedeco:openblas 0.3.34-1.5.14, of which there is neither a pom nor a jar, so a project that depends on the presets alone has no
# class path. With openblas 0.3.31-1.5.13 in its place it loads and multiplies.
# Needs: a JDK of 17 or later, Maven, Linux on x86-64; 110 MB.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# $1: dependencies beside the presets and their native jar
pom() {
    cat > "$work/pom.xml" << POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>pytorch</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.bytedeco</groupId><artifactId>pytorch</artifactId><version>2.13.0-1.5.14</version></dependency>
    <dependency><groupId>org.bytedeco</groupId><artifactId>pytorch</artifactId><version>2.13.0-1.5.14</version><classifier>linux-x86_64</classifier></dependency>
    <dependency><groupId>org.bytedeco</groupId><artifactId>javacpp</artifactId><version>1.5.14</version><classifier>linux-x86_64</classifier></dependency>
    $1
  </dependencies>
</project>
POM
}

copy() {
    (cd "$work" && mvn -q -B dependency:copy-dependencies -DoutputDirectory=lib)
}

pom ""
if said=$(copy 2>&1); then
    echo "resolves as it was published now"
    exit 1
fi
missing=$(grep -o 'org.bytedeco:openblas:[a-z]*:0.3.34-1.5.14' <<< "$said" | head -n 1)
[ -n "$missing" ] || { echo "fails for another reason: $said"; exit 1; }
echo "pytorch 2.13.0-1.5.14 alone: $missing is missing"

openblas="<groupId>org.bytedeco</groupId><artifactId>openblas</artifactId><version>0.3.31-1.5.13</version>"
pom "<dependency>$openblas</dependency><dependency>$openblas<classifier>linux-x86_64</classifier></dependency>"
copy > /dev/null

cat > "$work/Product.java" << 'JAVA'
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

class Product {
    public static void main(String[] args) {
        Tensor a = torch.ones(3, 4);
        float sum = torch.matmul(a, a.t()).sum().item_float();
        System.out.println("with openblas 0.3.31-1.5.13: the sum of ones [3, 4] by ones [4, 3] is " + sum);
        System.exit(sum == 36 ? 0 : 1);
    }
}
JAVA
java -cp "$work/lib/*" "$work/Product.java" 2> /dev/null
