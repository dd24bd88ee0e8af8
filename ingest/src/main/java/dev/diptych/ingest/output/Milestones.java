package dev.diptych.ingest.output;

/** Is told before each step that changes the folder; a test that throws here has the folder of a run killed there. */
@FunctionalInterface
public interface Milestones {
    /** Tells nobody. */
    Milestones NONE = step -> {};

    /** Takes note of the step that comes next. */
    void before(String step);
}
