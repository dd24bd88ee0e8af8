package dev.diptych.nn.contract;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs the contract in a process that was started for it, on one engine. */
public final class ContractRun {
    private ContractRun() {}

    /**
     * Prints a summary; ends with 1 if a test failed or none ran.
     *
     * @param arguments the engine's name; then, where not all of the contract is to run, the one test class that is
     */
    public static void main(String... arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        System.setProperty("diptych.contract.engines", arguments[0]);
        DiscoverySelector tests = arguments.length > 1
                ? DiscoverySelectors.selectClass(arguments[1])
                : DiscoverySelectors.selectPackage(ContractRun.class.getPackageName());
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(tests)
                                .build(),
                        listener);
        TestExecutionSummary summary = listener.getSummary();
        summary.getFailures()
                .forEach(failure ->
                        out.println(failure.getTestIdentifier().getUniqueId() + ": " + failure.getException()));
        out.println(arguments[0] + ": " + summary.getTestsSucceededCount() + " succeeded, "
                + summary.getTestsFailedCount() + " failed, " + summary.getTestsAbortedCount() + " aborted");
        System.exit(summary.getTotalFailureCount() == 0 && summary.getTestsSucceededCount() > 0 ? 0 : 1);
    }
}
