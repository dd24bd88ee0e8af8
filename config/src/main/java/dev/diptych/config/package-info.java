/** YAML files (and JSON, which is YAML) read with typed getters; every problem is collected and located. */
@NullMarked
package dev.diptych.config;

import org.jspecify.annotations.NullMarked;
