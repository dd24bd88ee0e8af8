/** What a model said of samples, kept in a file. */
@NullMarked
package dev.diptych.contrastive.features;

import org.jspecify.annotations.NullMarked;
