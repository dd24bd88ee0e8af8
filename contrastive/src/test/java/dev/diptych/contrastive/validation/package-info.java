@NullMarked
package dev.diptych.contrastive.validation;

import org.jspecify.annotations.NullMarked;
