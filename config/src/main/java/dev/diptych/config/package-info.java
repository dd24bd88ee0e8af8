/** YAML files read with every problem collected and located. */
@NullMarked
package dev.diptych.config;

import org.jspecify.annotations.NullMarked;
