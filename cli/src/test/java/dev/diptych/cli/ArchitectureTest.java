package dev.diptych.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The modules' arrows point down only, and other rules of the house that a program can check. */
class ArchitectureTest {
    private static final String ROOT = "dev.diptych.";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("/jmh_generated/"))
            .importPackages("dev.diptych");

    /** Each module, and those that it may use. */
    private static final Map<String, List<String>> ARROWS = new LinkedHashMap<>();

    static {
        ARROWS.put("file", List.of());
        ARROWS.put("nn", List.of());
        ARROWS.put("config", List.of());
        ARROWS.put("image", List.of());
        ARROWS.put("report", List.of());
        ARROWS.put("ingest", List.of("file", "config", "image", "report"));
        ARROWS.put("vision", List.of("nn", "image"));
        ARROWS.put("text", List.of("file", "nn"));
        ARROWS.put("export", List.of("file", "nn", "config", "image", "vision", "text"));
        ARROWS.put(
                "contrastive",
                List.of("file", "nn", "config", "image", "report", "ingest", "vision", "text", "export"));
        for (String above : List.of("eval", "bench", "cli")) {
            ARROWS.put(above, List.copyOf(ARROWS.keySet()));
        }
    }

    @Test
    void arrowsPointDownOnly() {
        ARROWS.forEach((module, used) -> {
            List<String> forbidden = new ArrayList<>(ARROWS.keySet());
            forbidden.remove(module);
            forbidden.removeAll(used);
            if (!forbidden.isEmpty()) {
                noClasses()
                        .that()
                        .resideInAPackage(ROOT + module + "..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(forbidden.stream()
                                .map(other -> ROOT + other + "..")
                                .toArray(String[]::new))
                        .because(module + " may use " + used)
                        .check(CLASSES);
            }
        });
    }

    @Test
    void everyClassBelongsToAModule() {
        assertThat(CLASSES.stream()
                        .map(type ->
                                type.getPackageName().substring(ROOT.length()).split("\\.")[0])
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(ARROWS.keySet());
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

    /** But by bench, which compares them. */
    @Test
    void enginesOfOtherModulesAreFoundAndNotNamed() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.diptych.nn.nd4j..", "dev.diptych.nn.cuda..", "dev.diptych.bench..")
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
