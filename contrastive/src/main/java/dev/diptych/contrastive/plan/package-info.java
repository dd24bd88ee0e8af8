/** What a training will take before it is begun, and recipes that take what there is. */
@NullMarked
package dev.diptych.contrastive.plan;

import org.jspecify.annotations.NullMarked;
