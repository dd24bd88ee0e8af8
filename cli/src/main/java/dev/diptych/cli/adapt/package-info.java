/** Adapting models: what training leaves as it is, and models made of several. */
@NullMarked
package dev.diptych.cli.adapt;

import org.jspecify.annotations.NullMarked;
