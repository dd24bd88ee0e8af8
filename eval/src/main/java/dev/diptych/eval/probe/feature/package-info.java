/** The features that a probe is fitted to, and their labels: N images, D numbers of each. */
@NullMarked
package dev.diptych.eval.probe.feature;

import org.jspecify.annotations.NullMarked;
