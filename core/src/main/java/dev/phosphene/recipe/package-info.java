/**
 * What a run is set to: every number of it as a plain value.
 *
 * <p>A {@link dev.phosphene.recipe.Recipe} maps each {@link dev.phosphene.recipe.Setting} to a
 * value; {@link dev.phosphene.recipe.Recipes} has those that come with the program.
 *
 * <pre>{@code
 * Recipe recipe = Recipes.FAST.with(Setting.STEPS, 128);
 * }</pre>
 */
@NullMarked
package dev.phosphene.recipe;

import org.jspecify.annotations.NullMarked;
