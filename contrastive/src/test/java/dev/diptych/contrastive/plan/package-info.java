@NullMarked
package dev.diptych.contrastive.plan;

import org.jspecify.annotations.NullMarked;
