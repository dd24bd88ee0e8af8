/** A model by its configuration: open_clip's JSON, the shipped ones, its family, and its tensors by name. D embedding. */
@NullMarked
package dev.diptych.export.model;

import org.jspecify.annotations.NullMarked;
