/** Zero-shot retrieval: who is near whom in the shared space, and how well that matches. Axes: N items, D dimensions. */
@NullMarked
package dev.diptych.eval.retrieval;

import org.jspecify.annotations.NullMarked;
