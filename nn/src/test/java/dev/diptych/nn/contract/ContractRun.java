package dev.diptych.nn.contract;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs the contract in a process that was started for it, with oneDNN alone but for what compares it with ND4J. */
public final class ContractRun {
    private ContractRun() {}

    /** Prints a summary; ends with 1 if a test failed or none ran. */
    public static void main(String... arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        boolean good = run(
                        out,
                        "onednn",
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectPackage(ContractRun.class.getPackageName())))
                && run(
                        out,
                        "nd4j",
                        LauncherDiscoveryRequestBuilder.request().selectors(selectClass(TrainingContractTest.class)));
        System.exit(good ? 0 : 1);
    }

    private static boolean run(PrintWriter out, String engine, LauncherDiscoveryRequestBuilder tests) {
        System.setProperty("diptych.contract.engines", engine);
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(tests.build(), listener);
        TestExecutionSummary summary = listener.getSummary();
        summary.getFailures()
                .forEach(failure ->
                        out.println(failure.getTestIdentifier().getUniqueId() + ": " + failure.getException()));
        out.println(engine + ": " + summary.getTestsSucceededCount() + " succeeded, " + summary.getTestsFailedCount()
                + " failed, " + summary.getTestsAbortedCount() + " aborted");
        return summary.getTotalFailureCount() == 0 && summary.getTestsSucceededCount() > 0;
    }
}
