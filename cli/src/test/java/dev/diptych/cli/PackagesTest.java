package dev.diptych.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Packages are small, and open only where another uses them. */
class PackagesTest {
    private static final int LARGEST = 15;

    /** What programs alone use, or use in a way that classes' files do not tell; and why it is there. */
    private static final Map<String, String> ENTRY_POINTS = Map.of(
            "dev.diptych.cli.session.ExitCode", "numbers that the compiler copies",
            "dev.diptych.dl4j.PairIterator", "for programs that use Deeplearning4j",
            "dev.diptych.contrastive.data.source.ListedSamples", "samples that a program holds in memory",
            "dev.diptych.export.safetensors.SafetensorsFile", "one file of tensors",
            "dev.diptych.image.color.ColorProfile", "a limit that the compiler copies",
            "dev.diptych.nn.nd4j.Nd4jEngine", "the reference that engines are compared with",
            "dev.diptych.nn.nd4j.Nd4jSchedule", "a schedule for ND4J's updaters");

    @Test
    void packagesHaveFifteenTypesAtMost() {
        Map<String, Long> types = types().filter(type -> !type.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(JavaClass::getPackageName, TreeMap::new, Collectors.counting()));
        types.values().removeIf(count -> count <= LARGEST);
        assertThat(types).isEmpty();
    }

    /**
     * Public is what another package uses, and what the signatures of that name: a caller must be able to write its type.
     * But for exceptions, which a caller catches, and what is started or found by its name.
     */
    @Test
    void whatNoOtherPackageUsesIsNotPublic() {
        Set<JavaClass> open = used();
        types().filter(PackagesTest::startedByName).forEach(open::add);
        boolean grown = true;
        while (grown) {
            grown = open.addAll(open.stream().flatMap(PackagesTest::named).toList());
        }
        List<String> unused = types().filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(type -> !open.contains(type) && !type.isAssignableTo(Throwable.class))
                .map(JavaClass::getFullName)
                .sorted()
                .toList();
        assertThat(unused).containsExactlyInAnyOrderElementsOf(ENTRY_POINTS.keySet());
    }

    private static Stream<JavaClass> types() {
        return ArchitectureTest.CLASSES.stream().filter(JavaClass::isTopLevelClass);
    }

    private static Set<JavaClass> used() {
        Set<JavaClass> used = new HashSet<>();
        for (JavaClass type : ArchitectureTest.CLASSES) {
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = outermost(dependency.getTargetClass());
                if (!target.getPackageName().equals(type.getPackageName())) {
                    used.add(target);
                }
            }
        }
        return used;
    }

    /** The types in the signatures of what a type and the public ones inside it let others call. */
    private static Stream<JavaClass> named(JavaClass type) {
        return ArchitectureTest.CLASSES.stream()
                .filter(part ->
                        outermost(part).equals(type) && !part.getModifiers().contains(JavaModifier.PRIVATE))
                .flatMap(part -> Stream.concat(
                        part.getAllInvolvedRawTypes().stream(),
                        Stream.concat(part.getCodeUnits().stream(), part.getFields().stream())
                                .filter(member -> member.getModifiers().contains(JavaModifier.PUBLIC))
                                .map(JavaMember::getAllInvolvedRawTypes)
                                .flatMap(Set::stream)))
                .map(PackagesTest::outermost);
    }

    private static boolean startedByName(JavaClass type) {
        return type.tryGetMethod("main", String[].class).isPresent()
                || type.isAssignableTo("dev.diptych.nn.engine.DeviceProvider")
                || type.isAssignableTo("dev.diptych.eval.probe.fit.Probe")
                || type.isAssignableTo("dev.diptych.contrastive.ranks.RanksProvider")
                || type.isAssignableTo("dev.diptych.file.place.LocationProvider")
                || type.isAssignableTo("dev.diptych.ingest.pipeline.crew.CrewProvider")
                || type.isAssignableTo("dev.diptych.contrastive.embed.crew.PartitionCrewProvider")
                || type.isAssignableTo("org.apache.lucene.codecs.KnnVectorsFormat")
                || type.isMetaAnnotatedWith("org.openjdk.jmh.annotations.State");
    }

    private static JavaClass outermost(JavaClass type) {
        JavaClass base = type.getBaseComponentType();
        return base.getEnclosingClass().map(PackagesTest::outermost).orElse(base);
    }
}
