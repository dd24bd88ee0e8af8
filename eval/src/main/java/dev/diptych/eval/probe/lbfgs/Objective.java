package dev.diptych.eval.probe.lbfgs;

/** A smooth convex function of many variables, of which a rough model of the curvature is known. */
interface Objective {
    /**
     * The value at a point.
     *
     * @param x [P], each of which float32 holds
     * @param gradient [P], written
     */
    double at(double[] x, double[] gradient);

    /**
     * Divides by the curvature's model at the last point asked for: positive definite.
     *
     * @param vector [P], replaced
     */
    void precondition(double[] vector);
}
