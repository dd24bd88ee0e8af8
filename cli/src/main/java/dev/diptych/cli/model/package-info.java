/** Commands on models: training, embeddings, conversion. */
@NullMarked
package dev.diptych.cli.model;

import org.jspecify.annotations.NullMarked;
