package dev.diptych.contrastive.recipe;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Whom a student follows.
 *
 * @param model the run or folder of a model
 * @param features the folder of what it said of samples, where that is kept
 */
public record TeacherConfig(Path model, Optional<Path> features) {}
