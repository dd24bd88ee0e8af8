package dev.diptych.eval.retrieval;

/**
 * A candidate that was found.
 *
 * @param index its row among the candidates
 * @param similarity the dot product with the query
 */
public record Neighbour(int index, float similarity) {}
