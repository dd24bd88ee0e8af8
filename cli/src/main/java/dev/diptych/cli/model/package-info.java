/** Commands on models: training, scores, embeddings. */
@NullMarked
package dev.diptych.cli.model;

import org.jspecify.annotations.NullMarked;
