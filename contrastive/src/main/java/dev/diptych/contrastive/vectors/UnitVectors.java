package dev.diptych.contrastive.vectors;

/** Vectors cut to their first components and brought to length 1. */
final class UnitVectors {
    /** How far from 1 a length may be for a vector to stay as it is: rounding to float32. */
    private static final double ROUNDING = 1e-6;

    private UnitVectors() {}

    /** Returns the first components of a vector, of length 1, or an empty vector where they are all 0. */
    static float[] of(float[] vector, int dimensions) {
        double squares = 0;
        for (int i = 0; i < dimensions; i++) {
            squares += (double) vector[i] * vector[i];
        }
        if (squares == 0) {
            return new float[0];
        }
        double length = Math.sqrt(squares);
        boolean kept = Math.abs(length - 1) <= ROUNDING;
        float[] unit = new float[dimensions];
        for (int i = 0; i < dimensions; i++) {
            unit[i] = kept ? vector[i] : (float) (vector[i] / length);
        }
        return unit;
    }
}
