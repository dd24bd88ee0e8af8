/** Tests of the configuration reader. */
@NullMarked
package dev.diptych.config;

import org.jspecify.annotations.NullMarked;
