package dev.diptych.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.core.importer.Locations;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The modules' arrows point down only, and other rules of the house that a program can check. */
class ArchitectureTest {
    private static final String ROOT = "dev.diptych.";

    /** Those of modules that the command has under a profile, or with an option, alone. */
    private static final List<Path> APART =
            List.of(Path.of("../nn-cuda/target/classes"), Path.of("../spark/target/classes"));

    static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("/jmh_generated/"))
            .importLocations(locations());

    /** Each module, and those that it may use. */
    private static final Map<String, List<String>> ARROWS = new LinkedHashMap<>();

    static {
        ARROWS.put("file", List.of());
        ARROWS.put("nn", List.of());
        ARROWS.put("nn.nd4j", List.of("nn"));
        ARROWS.put("nn.cuda", List.of("file", "nn"));
        ARROWS.put("config", List.of("file"));
        ARROWS.put("image", List.of());
        ARROWS.put("report", List.of());
        ARROWS.put("ingest", List.of("file", "config", "image", "report"));
        ARROWS.put("vision", List.of("nn", "image"));
        ARROWS.put("text", List.of("file", "nn", "config"));
        ARROWS.put("export", List.of("file", "nn", "config", "image", "vision", "text"));
        ARROWS.put(
                "contrastive",
                List.of("file", "nn", "config", "image", "report", "ingest", "vision", "text", "export"));
        ARROWS.put(
                "search",
                List.of(
                        "file",
                        "nn",
                        "config",
                        "image",
                        "report",
                        "ingest",
                        "vision",
                        "text",
                        "export",
                        "contrastive"));
        ARROWS.put("mpi", List.of("contrastive"));
        ARROWS.put("spark", List.of("file", "nn", "config", "image", "ingest", "text", "vision", "contrastive"));
        for (String above : List.of("eval", "dl4j", "bench", "cli")) {
            ARROWS.put(above, List.copyOf(ARROWS.keySet()));
        }
    }

    private static Set<Location> locations() {
        Set<Location> locations = new HashSet<>(Locations.ofPackage("dev.diptych"));
        for (Path classes : APART) {
            assertThat(classes).isDirectory();
            locations.add(Location.of(classes));
        }
        return locations;
    }

    @Test
    void arrowsPointDownOnly() {
        List<String> wrong = CLASSES.stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(dependency ->
                        dependency.getTargetClass().getPackageName().startsWith(ROOT))
                .filter(dependency -> {
                    String module = module(dependency.getOriginClass());
                    String used = module(dependency.getTargetClass());
                    return !used.equals(module)
                            && !ARROWS.getOrDefault(module, List.of()).contains(used);
                })
                .map(Dependency::getDescription)
                .toList();
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyClassBelongsToAModule() {
        assertThat(CLASSES.stream().map(ArchitectureTest::module).distinct())
                .containsExactlyInAnyOrderElementsOf(ARROWS.keySet());
    }

    /** The longest of the modules' names that a class's package starts with. */
    private static String module(JavaClass type) {
        String name = type.getPackageName().substring(ROOT.length()) + ".";
        return ARROWS.keySet().stream()
                .filter(module -> name.startsWith(module + "."))
                .max(Comparator.comparingInt(String::length))
                .orElse(name);
    }

    @Test
    void packagesOfAModuleHaveNoCycles() {
        for (String module : ARROWS.keySet()) {
            slices().matching(ROOT + module + ".(*)..")
                    .should()
                    .beFreeOfCycles()
                    .allowEmptyShould(true)
                    .check(CLASSES);
        }
    }

    /** But by bench, which compares them, and dl4j, whose types are ND4J's. */
    @Test
    void enginesOfOtherModulesAreFoundAndNotNamed() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.diptych.nn.nd4j..", "dev.diptych.nn.cuda..", "dev.diptych.dl4j..", "dev.diptych.bench..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.diptych.nn.nd4j..", "dev.diptych.nn.cuda..", "org.nd4j..")
                .check(CLASSES);
    }

    @Test
    void nothingIsNamedForBeingUseful() {
        noClasses()
                .should()
                .haveNameMatching(".*(Utils?|Helpers?|Manager|Common)(\\$.*)?")
                .check(CLASSES);
        noClasses()
                .should()
                .resideInAnyPackage("..util..", "..utils..", "..helper..", "..common..", "..manager..")
                .check(CLASSES);
    }

    @Test
    void onlyTheCommandWritesToTheTerminalOrEndsTheProcess() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.diptych.cli..")
                .and()
                .doNotHaveSimpleName("Libwebp") // which keeps a library that prints its failure to load from it
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Throwable.class, "printStackTrace")
                .check(CLASSES);
    }

    @Test
    void packagesAreNullMarked() {
        CLASSES.stream()
                .map(JavaClass::getPackage)
                .distinct()
                .forEach(each -> assertThat(each.tryGetAnnotationOfType("org.jspecify.annotations.NullMarked"))
                        .as(each.getName())
                        .isPresent());
    }
}
