@NullMarked
package dev.diptych.dl4j.samediff;

import org.jspecify.annotations.NullMarked;
