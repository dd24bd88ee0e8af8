/**
 * What training lowers: functions of the features of a step's pairs.
 */
@NullMarked
package dev.diptych.contrastive.loss;

import org.jspecify.annotations.NullMarked;
